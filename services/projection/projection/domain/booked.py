"""A number as one order knows it: carriers use numbers again, each order has its own journey."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Struct
from waymark_events.ids import OrderId
from waymark_events.messages.shipments import ShipmentBooked
from waymark_events.messages.statuses import PublicStatus
from waymark_events.values import When

from projection.domain.facts import Fact
from projection.domain.fold import fold
from projection.domain.history import history_of
from projection.domain.instants import utc
from projection.domain.public import since, status


class Own(Struct, frozen=True, kw_only=True):
    """What the journey of an order's booking came to, and when its last fact became known."""

    status: PublicStatus
    since: When | None
    known_at: datetime


def as_booked(facts: Iterable[Fact], order: OrderId) -> Own | None:
    """The last journey that this order booked; None when no fact here is a booking of it."""
    history = history_of(facts)
    if history is None:
        return None
    numbers = [
        history.places[fact.ce_id]
        for fact in history.facts
        if isinstance(fact.body, ShipmentBooked) and fact.body.order_id == order
    ]
    if not numbers:
        return None
    own = max(numbers)
    here = [fact for fact in history.facts if history.places.get(fact.ce_id) == own]
    state = fold(here)
    return Own(
        status=msgspec.structs.replace(status(state), journey=history.trips[own].id),
        since=since(state),
        known_at=max(utc(fact.known_at) for fact in here),
    )
