"""What both shops' webhooks come to: an order that is there, and parcels under their numbers."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import asdict
from shops.goods import code_of, spread, travels_as, unless
from shops.memory import Memory
from waymark_client import (
    AsyncWaymark,
    ConflictError,
    Content,
    Destination,
    Line,
    Order,
    Person,
    Written,
)
from waymark_events.ids import public
from waymark_events.vocabulary import Way

NOT_ANY_MORE = frozenset({"handed_over", "order_cancelled", "line_bound"})


class NotYetError(Exception):
    """The shop speaks of an order that is not here yet; it is to say so again in a moment."""


class Teller:
    """Says things to Waymark under the key of one webhook, each step under a key of its own."""

    def __init__(self, waymark: AsyncWaymark, memory: Memory, key: str) -> None:
        self.waymark = waymark
        self._memory = memory
        self._key = key[:150]

    def key(self, step: object) -> str:
        """The Idempotency-Key of a step: visible ASCII, at most 255 of it."""
        return "".join(sign for sign in f"{self._key}:{step}" if "!" <= sign <= "~")[:255]

    async def order(self, reference: str) -> Order:
        """An order that the shop takes for known."""
        known = await self.waymark.orders.by_reference(reference)
        if known is None:
            raise NotYetError(f"order {reference} is not here yet")
        return known

    async def placed(
        self,
        reference: str,
        *,
        lines: Sequence[Line],
        buyer: Person,
        to: Destination | None,
        placed_at: datetime,
    ) -> str:
        """The id of an order: placed now, or brought to what the shop says of it.

        Lines and destination of what has left stay as they are; the buyer's contact never does.
        """
        known = await self.waymark.orders.by_reference(reference)
        if known is None:
            placed = await self._place(reference, lines, buyer, to, placed_at)
            return placed.id
        with unless(NOT_ANY_MORE):
            await self.waymark.orders.amend(
                known.id, lines=lines or None, destination=to, idempotency_key=self.key("amend")
            )
        contact = {name: text for name, text in asdict(buyer).items() if name != "reference"}
        for link in known.order.links[:1]:
            await self.waymark.recipients.set(public("rcp", link.recipient_id), **contact)
        return known.id

    async def sent(
        self,
        order: Order,
        fulfilment: str,
        entered: Sequence[str],
        company: str | None,
        contents: Sequence[Content],
    ) -> None:
        """A parcel for each number of a fulfilment; `contents` are spread over all of them.

        Without a number it is one that nobody can track. A parcel of the fulfilment whose number
        is not named, or was not known, gets one that is new.
        """
        standing = [parcel for parcel in order.order.parcels if not parcel.cancelled]
        named = [
            one.parcel_no for one in standing if any(travels_as(one, text) for text in entered)
        ]
        self._memory.keep(fulfilment, named)
        ours = self._memory.parcels(fulfilment)
        free = [p.parcel_no for p in standing if p.parcel_no in ours and p.parcel_no not in named]
        if not entered and not ours:
            await self._booked(order.id, fulfilment, None, None, contents or None)
        for number, share in zip(entered, spread(contents, len(entered)), strict=True):
            if any(travels_as(parcel, number) for parcel in standing):
                continue
            if free:
                await self._renumbered(order.id, free.pop(0), number, company)
            else:
                await self._booked(order.id, fulfilment, number, company, share)

    async def _booked(
        self,
        order: str,
        fulfilment: str,
        number: str | None,
        company: str | None,
        share: Sequence[Content] | None,
    ) -> None:
        booked = await self.waymark.parcels.book(
            order,
            number,
            carrier=code_of(company),
            way=Way.HOME if number else Way.UNTRACKED,
            contents=share,
            idempotency_key=self.key(number),
        )
        self._memory.keep(fulfilment, [booked.order.parcels[-1].parcel_no])

    async def _renumbered(
        self, order: str, parcel_no: int, number: str, company: str | None
    ) -> None:
        await self.waymark.parcels.rebook(
            order,
            parcel_no,
            number,
            carrier=code_of(company),
            idempotency_key=self.key(number),
        )

    async def taken_back(self, order: Order, entered: Sequence[str]) -> None:
        """Cancel the parcels of these numbers, unless the carrier has them."""
        for parcel in order.order.parcels:
            if not parcel.cancelled and any(travels_as(parcel, number) for number in entered):
                key = self.key(f"cancel:{parcel.parcel_no}")
                with unless(NOT_ANY_MORE):
                    await self.waymark.parcels.cancel(
                        order.id, parcel.parcel_no, idempotency_key=key
                    )

    async def _place(
        self,
        reference: str,
        lines: Sequence[Line],
        buyer: Person,
        to: Destination | None,
        placed_at: datetime,
    ) -> Written:
        try:
            return await self.waymark.orders.place(
                reference,
                lines=lines,
                recipient=buyer,
                destination=to,
                placed_at=placed_at,
                idempotency_key=self.key("place"),
            )
        except ConflictError as known:  # by another webhook, a moment ago
            raise NotYetError(str(known)) from known
