"""What every decision ends with, whichever way it was asked for."""

from collections.abc import Iterator
from contextlib import contextmanager

from waymark_events.codec import encode

from order.app.calls import Denied
from order.domain.evolve import evolve
from order.domain.messages import messages
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
