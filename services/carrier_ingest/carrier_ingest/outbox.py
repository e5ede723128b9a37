"""Goes out: raw payloads before anything is answered, looks after they were committed.

Facts go out by the runtime's per-partition outbox, from the transaction that found them.
"""

import asyncio
from typing import Final

from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope
from waymark_runtime.producer import Producer
from waymark_runtime.relay import QueueSource

from carrier_ingest.domain.intake import TOPIC
from carrier_ingest.store import looks

KEEP_WITHIN_S: Final = 20.0


class RawPayloads:
    """Appends raw payloads; returns when all in-sync replicas have them, raises otherwise."""

    def __init__(self, producer: Producer) -> None:
        self._producer = producer

    async def append(self, payload: Envelope) -> None:
        """Append from the event loop."""
        await self._producer.append(TOPIC, payload)

    def from_threads(self, loop: asyncio.AbstractEventLoop) -> "RawPayloadsOfThreads":
        """The same for threads beside the loop that the producer belongs to."""
        return RawPayloadsOfThreads(self, loop)


class RawPayloadsOfThreads:
    """Appends from a thread; TimeoutError when the broker does not answer in time."""

    def __init__(self, payloads: RawPayloads, loop: asyncio.AbstractEventLoop) -> None:
        self._payloads = payloads
        self._loop = loop

    def append(self, payload: Envelope) -> None:
        """Append and wait. A call that timed out may still have been written: a repeat is heard
        once."""
        done = asyncio.run_coroutine_threadsafe(self._payloads.append(payload), self._loop)
        try:
            done.result(KEEP_WITHIN_S)
        except TimeoutError:
            done.cancel()
            raise


def looks_to_publish(pool: ConnectionPool) -> QueueSource:
    """The queue of looks, for a relay."""
    return QueueSource("carrier_ingest.looks", pool, looks.waiting, looks.published)
