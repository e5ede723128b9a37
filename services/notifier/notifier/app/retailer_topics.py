"""What a retailer hears on a topic of its own: the very records of our own topics."""

from collections.abc import Callable, Sequence

from psycopg import Connection
from waymark_events.topics import EVENTS, of_retailer
from waymark_runtime.outgoing import outgoing

from notifier.app.retailer_events import Kept
from notifier.store import topic_queue


class RetailerTopics:
    """A way out for new events. `has` tells whether a retailer has topics now."""

    def __init__(self, has: Callable[[str], bool]) -> None:
        self._has = has

    def put(self, connection: Connection, new: Sequence[Kept]) -> None:
        """Queue the records of retailers that have topics, in the transaction that keeps them."""
        heard = {one.event.retailer for one in new if self._has(one.event.retailer)}
        messages = [
            (one.event.retailer, outgoing(of_retailer(EVENTS, one.event.retailer).name, one.record))
            for one in new
            if one.event.retailer in heard
        ]
        if messages:
            topic_queue.enqueue(connection, messages)
