"""New events become deliveries, in the transaction that keeps them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from psycopg import Connection

from notifier.app.retailer_events import Kept
from notifier.domain.webhooks.filters import wants
from notifier.store.webhooks import deliveries, endpoints
from notifier.store.webhooks.deliveries import New


class Fanning:
    """A sink: one look for the retailers' endpoints and one insert, however many events."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def __call__(self, connection: Connection, kept: Sequence[Kept]) -> None:
        """Plan each event for each endpoint that wants it; a disabled one finds it held."""
        retailers = sorted({one.event.retailer for one in kept})
        listening = endpoints.listening(connection, retailers)
        new = [
            New(
                endpoint=endpoint.id,
                number=one.number,
                retailer=endpoint.retailer,
                state="due" if endpoint.state == "enabled" else "held",
            )
            for one in kept
            for endpoint in listening
            if endpoint.retailer == one.event.retailer and wants(endpoint.types, one.event.type)
        ]
        if new:
            deliveries.add(connection, new, self._now())
