"""What the web program has open while it serves: pool, producer, and its sign of life."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiokafka.errors import KafkaError
from fastapi import FastAPI
from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope
from waymark_events.topics.names import CARRIER_PAYLOADS
from waymark_runtime.postgres import transaction
from waymark_runtime.producer import Producer
from waymark_runtime.timers import Timer

from carrier_ingest.store import beats

_LOG: Final = logging.getLogger(__name__)
_BEAT_S: Final = 10.0
_AGAIN_S: Final = 1.0


class OpenIntake:
    """Serves from the first moment: while the broker is away pushes are refused for now."""

    def __init__(self, pool: ConnectionPool, producer: Producer) -> None:
        self._pool = pool
        self._producer = producer

    async def append(self, payload: Envelope) -> None:
        """Append a raw payload; returns when all in-sync replicas have it."""
        await self._producer.append(CARRIER_PAYLOADS, payload)

    @asynccontextmanager
    async def opened(self, _: FastAPI) -> AsyncIterator[None]:
        """Open everything, and close it in reverse."""
        stopping = asyncio.Event()
        self._pool.open(wait=False)
        connecting = asyncio.create_task(self._connect(stopping))
        beating = asyncio.create_task(Timer(_BEAT_S, self._beat).run(stopping))
        try:
            yield
        finally:
            stopping.set()
            await asyncio.gather(connecting, beating)
            await self._producer.stop()
            self._pool.close()

    async def _connect(self, stopping: asyncio.Event) -> None:
        """Reach the broker, however long it takes to come."""
        while not stopping.is_set():
            try:
                await self._producer.start()
            except (KafkaError, OSError) as fault:
                _LOG.warning("no broker yet: %s", type(fault).__name__)
                await asyncio.sleep(_AGAIN_S)
            else:
                return

    def _beat(self) -> None:
        """Say that payloads are taken in, which they are only while the broker answers."""
        if self._producer.stuck_s < _BEAT_S:
            with transaction(self._pool) as connection:
                beats.beat(connection)
