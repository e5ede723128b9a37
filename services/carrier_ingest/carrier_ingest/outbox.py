"""Goes out by a relay: what the poller committed, raw answers and looks.

Facts go out by the runtime's per-partition outbox, from the transaction that found them; pushes
are appended by the web program before they are answered.
"""

from psycopg_pool import ConnectionPool
from waymark_runtime.relay import QueueSource

from carrier_ingest.store import queue


def polled(pool: ConnectionPool) -> QueueSource:
    """The queue of what the poller says."""
    return QueueSource("carrier_ingest.polled", pool, queue.waiting, queue.published)
