"""Statuses, orders and rows to begin with: what the tests give, in the carrier's words."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace
from notifier.domain.planning import Setting, rows_of_event, rows_of_status
from notifier.domain.rows import Row
from notifier.domain.triggers import Channel, State
from waymark_events.ids import (
    OrderId,
    RecipientId,
    RetailerId,
    order_id,
    parcel_id,
    recipient_id,
    shipment_id,
)
from waymark_events.messages.orders import (
    LineState,
    LinkGrant,
    OrderEvent,
    OrderState,
    ParcelState,
)
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_events.values import (
    BookingRef,
    Destination,
    Estimate,
    Leg,
    LinkRef,
    Promise,
    Span,
    When,
)
from waymark_events.vocabulary import Certainty, Direction, LinkKind, Milestone, Way

SHOP = RetailerId("nordlicht")
ORDER: OrderId = order_id(SHOP, "SO-1")
ANNA: RecipientId = recipient_id(SHOP, "anna")
BERT: RecipientId = recipient_id(SHOP, "bert")
NUMBER, OTHER_NUMBER = "1Z1", "1Z2"
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
BERLIN = Destination(country="DE", zone="Europe/Berlin")
LINK = LinkGrant(recipient_id=ANNA, role="buyer", kid="k1", link_version=1)


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def booking(**more: Any) -> BookingRef:
    given: dict[str, Any] = {
        "order_id": ORDER,
        "order_reference": "SO-1",
        "parcel_id": parcel_id(ORDER, 1),
        "recipients": (ANNA,),
        "direction": Direction.OUTBOUND,
        "way": Way.HOME,
    }
    return BookingRef(**given | more)


def when(instant: datetime) -> When:
    local = instant.isoformat()[:19]
    return When(local=local, certainty=Certainty.EXACT, instant=instant, zone="+00:00")


def status(milestone: str, hours: float = 0, **more: Any) -> ShipmentStatusChanged:
    """A status whose milestone was reached so many hours after `NOW`; `since=None`: never."""
    own = {
        name: more.pop(name)
        for name in ("number", "generation", "version", "cause", "since", "known_at")
        if name in more
    }
    plain = "delivered.other" if milestone == "delivered" else "progress.update"
    given = {"reason": plain, "journey": "j-1", "bookings": (booking(),)} | more
    defaults: dict[str, Any] = {
        "number": NUMBER,
        "generation": 1,
        "version": 1,
        "cause": "scan",
        "since": when(at(hours)),
        "known_at": at(hours),
    }
    return ShipmentStatusChanged(
        retailer=SHOP,
        carrier="ups",
        caused_by=f"fact-{milestone}-{hours}",
        status=PublicStatus(milestone=Milestone(milestone), **given),
        **defaults | own,
    )


def span(day: str) -> Span:
    return Span(from_=day, to=day, precision="day", zone="Europe/Berlin")


def estimated(day: str | None) -> Estimate:
    return Estimate(basis="first", observed_at=NOW, span=span(day) if day else None)


def promised(day: str) -> Promise:
    return Promise(promise_id="p", span=span(day), due=at(48))


def leg(number: str = NUMBER) -> Leg:
    return Leg(shipment_id=shipment_id(SHOP, "ups", number), carrier="ups", number=number)


def rebooked_as(number: str = OTHER_NUMBER) -> LinkRef:
    return LinkRef(leg=leg(number), kind=LinkKind.REBOOK, outgoing=True)


def order(state: str = "confirmed", **more: Any) -> OrderState:
    line = LineState(line_no=1, sku="L", title="Lamp", quantity=2, open=2)
    given: dict[str, Any] = {"version": 2, "lines": (line,), "links": (LINK,)}
    given |= {"destination": BERLIN, "parcels": tuple(map(parcel, range(1, 4)))}
    return OrderState(
        retailer=SHOP,
        order_id=ORDER,
        reference="SO-1",
        state=state,
        placed_at=at(-1),
        **given | more,
    )


def parcel(number: int, milestone: str = "in_transit", **more: Any) -> ParcelState:
    given: dict[str, Any] = {"direction": Direction.OUTBOUND, "way": Way.HOME}
    return ParcelState(
        parcel_id=parcel_id(ORDER, number),
        parcel_no=number,
        legs=(leg(f"1Z{number}"),),
        milestone=Milestone(milestone),
        **given | more,
    )


def told_of(event: OrderEvent, *, sms: bool = False) -> list[Row]:
    """The rows of an order's event."""
    return list(rows_of_event(event, "event-1", Setting(NOW, sms)))


class Ledger:
    """Plans statuses one after the other, as the service does; `sms`: the retailer sends them."""

    def __init__(self, *, sms: bool = False, first_day: str | None = None) -> None:
        self.rows: list[Row] = []
        self._legs: dict[str, ShipmentStatusChanged] = {}
        self._sms = sms
        self._first_day = first_day
        self.orders: dict[OrderId, OrderState] = {}

    def after(self, *read: ShipmentStatusChanged, now: datetime | None = None) -> "Ledger":
        """Plan these; ids that are there already add nothing, as in the database."""
        for message in read:
            self._legs[message.number] = message
            setting = Setting(now or message.known_at, self._sms, None, self.orders)
            legs = list(self._legs.values())
            new = rows_of_status(message, legs, self.rows, self._first_day, setting)
            known = {row.id for row in self.rows}
            self.rows += [row for row in new if row.id not in known]
        return self

    def told(self, *read: ShipmentStatusChanged) -> "Ledger":
        """Plan these one by one; all that is open goes out after each."""
        for message in read:
            self.after(message).ended(State.SENT)
        return self

    def ended(self, state: State, detail: str | None = None) -> "Ledger":
        """Let whatever is open end like this."""
        self.rows = [
            replace(row, state=state, detail=detail) if row.state == State.DUE else row
            for row in self.rows
        ]
        return self

    def says(self, channel: Channel = Channel.EMAIL) -> list[str]:
        """Triggers and occasions by a channel, oldest first."""
        return said(self.rows, channel)


def said(rows: Iterable[Row], channel: Channel = Channel.EMAIL) -> list[str]:
    """Triggers and occasions by a channel, such as `delivered 1`."""
    mine: Sequence[Row] = [row for row in rows if row.channel == channel]
    return [f"{row.what.trigger} {row.what.occasion}" for row in mine]
