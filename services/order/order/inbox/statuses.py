"""Statuses of shipments, which move orders on."""

from collections.abc import Callable
from datetime import datetime

from waymark_events.ids import shipment_id
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_runtime.consumer import Work

from order.app.moving import Moving


class Inbox:
    """The handler of this service's consumer; an exception means: try the batch again."""

    def __init__(self, moving: Moving, clock: Callable[[], datetime]) -> None:
        self._moving = moving
        self._clock = clock

    def on_statuses(self, work: Work) -> None:
        """Move orders on, a whole batch in one call."""
        statuses: list[ShipmentStatusChanged] = []
        for record, message in work.envelopes():
            body = message.body
            if not isinstance(body, ShipmentStatusChanged):
                continue
            if shipment_id(body.retailer, body.carrier, body.number) != message.subject:
                work.park(record, "wrong_key", "the key is not the id of the shipment it names")
            else:
                statuses.append(body)
        self._moving.apply(work.connection, statuses, self._clock())
