"""Under which names facts are stored for ever."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from order.domain import facts
from order.domain.facts import Fact

FACTS: Final[Mapping[str, type[Fact]]] = MappingProxyType(
    {
        "order.placed.v1": facts.Placed,
        "order.confirmed.v1": facts.Confirmed,
        "order.processing.v1": facts.Processing,
        "order.line_delayed.v1": facts.LineDelayed,
        "order.amended.v1": facts.Amended,
        "order.parcel_booked.v1": facts.ParcelBooked,
        "order.parcel_rebooked.v1": facts.ParcelRebooked,
        "order.promise_changed.v1": facts.PromiseChanged,
        "order.parcel_moved.v1": facts.ParcelMoved,
        "order.parcel_cancelled.v1": facts.ParcelCancelled,
        "order.line_cancelled.v1": facts.LineCancelled,
        "order.cancelled.v1": facts.Cancelled,
        "order.returned.v1": facts.Returned,
        "order.refunded.v1": facts.Refunded,
        "order.completed.v1": facts.Completed,
    }
)
"""Permanent names under which facts are stored; a class may move, its name never does."""
