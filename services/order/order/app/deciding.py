"""What every decision ends with, whichever way it was asked for."""

from collections.abc import Iterator
from contextlib import contextmanager

from waymark_events.codec import encode
from waymark_events.values import Instant
from waymark_runtime.faults import Denied

from order.domain.commands import Book, Place
from order.domain.decide import decide, place
from order.domain.evolve import evolve, fold
from order.domain.facts import Fact
from order.domain.messages import messages
from order.domain.order import Order
from order.domain.refusal import Refused
from order.store.entries import PAYLOAD_CAP
from order.store.orders import Change


@contextmanager
def refusals() -> Iterator[None]:
    """The domain's no becomes an answer to the caller."""
    try:
        yield
    except Refused as no:
        raise Denied(409, no.code, str(no)) from no


def can_be_sent(change: Change) -> Change:
    """A fact whose message would be too large is refused now: it would stop all after it."""
    order = change.before
    for fact in change.facts:
        after = evolve(order, fact)
        sizes = (len(encode(m.envelope).value or b"") for m in messages(order, fact, after))
        if max(sizes) > PAYLOAD_CAP:
            raise Denied(
                422,
                "order_too_large",
                f"the order would take more than {PAYLOAD_CAP // 1024} KiB in one message; "
                "split it into several orders",
            )
        order = after
    return change


def placed_and_booked(
    before: Order | None, command: Place, booking: Book, now: Instant
) -> tuple[Fact, ...]:
    """The facts of a parcel to track: its order is placed first where there is none."""
    if before is not None:
        return decide(before, booking, now)
    placed = place(None, command, now)
    order = fold(placed)
    return placed if order is None else (*placed, *decide(order, booking, now))
