"""What became of messages, published from the committed queue."""

from psycopg_pool import ConnectionPool
from waymark_runtime.relay import QueueSource

from notifier.store import queue


def notifications(pool: ConnectionPool) -> QueueSource:
    """The queue, for a relay."""
    return QueueSource("notifier.notifications", pool, queue.waiting, queue.published)
