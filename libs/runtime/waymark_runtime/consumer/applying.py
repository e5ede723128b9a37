"""One batch, one transaction: lock, cut, handle, write what goes out, move the positions."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager

from msgspec import Struct, field
from psycopg import Connection
from psycopg_pool import ConnectionPool

from waymark_runtime import metrics, positions
from waymark_runtime.consumer.holding import Held, held
from waymark_runtime.consumer.work import BatchHandler, Known, Work
from waymark_runtime.outbox import Outbox
from waymark_runtime.outgoing import Packed
from waymark_runtime.positions import Gap
from waymark_runtime.records import Arrived, Place
from waymark_runtime.steps import at_once

Batch = Mapping[Place, Sequence[Arrived]]
Reason = tuple[str, str]
"""Why a record is parked: a label and a sentence."""
Poison = Mapping[tuple[str, int, int], Reason]
"""What is known to be poison, by topic, partition and offset."""


class Applied(Struct, frozen=True):
    """What a transaction did. `following` and `gaps` are next offsets; `owing` has to go out: the
    messages of the first outbox rows by their numbers, in order, left by others or written now.
    """

    following: Mapping[Place, int] = field(default_factory=dict)
    gaps: Mapping[Place, int] = field(default_factory=dict)
    owing: Mapping[int, Sequence[Packed]] = field(default_factory=dict)


class Applier:
    """Applies batches for one consumer; runs in a thread, one batch at a time."""

    def __init__(
        self,
        pool: ConnectionPool,
        handler: BatchHandler,
        *,
        service: str,
        consumer: str,
        compacted: frozenset[str],
        known: Known | None,
    ) -> None:
        self._pool = pool
        self._handler = handler
        self._service = service
        self.consumer = consumer
        self._outbox = Outbox(consumer)
        self._compacted = compacted
        self._known = known

    def apply(self, batch: Batch, poison: Poison) -> Applied:
        """Apply a batch once and for all, the poison in it parked; an exception changes nothing."""
        return at_once(self.step(batch, poison))

    async def applied(self, batch: Batch, poison: Poison) -> Applied:
        """The same for whoever waits in an event loop: in a thread."""
        return await asyncio.to_thread(self.apply, batch, poison)

    async def step(self, batch: Batch, poison: Poison) -> Applied:
        """The order of effects: whoever dies before the transaction's end has done nothing."""
        started = time.monotonic()
        async with self._held() as transaction:
            held = await transaction.lock(list(batch))
            fresh, gaps = self._cut(batch, held)
            records = [record for part in fresh.values() for record in part]
            work = self._work(transaction.connection, records, poison)
            if work.records:
                self._handler(work)
            following = {place: part[-1].offset + 1 for place, part in fresh.items()}
            owing = await transaction.close(list(held), work.outgoing(), following)
        work.committed()
        self._measure(started, batch, records)
        metrics.REWINDS.labels(self.consumer).inc(len(gaps))
        return Applied(held | following, gaps, owing)

    def _held(self) -> AbstractAsyncContextManager[Held]:
        return held(self._pool, self._outbox)

    def _work(self, connection: Connection, records: Sequence[Arrived], poison: Poison) -> Work:
        good = [record for record in records if record[:3] not in poison] if poison else records
        work = Work(
            connection, good, service=self._service, consumer=self.consumer, known=self._known
        )
        for record in records if poison else ():
            if record[:3] in poison:
                work.park(record, *poison[record[:3]])
        return work

    def _cut(
        self, batch: Batch, held: Mapping[Place, int]
    ) -> tuple[dict[Place, Sequence[Arrived]], dict[Place, int]]:
        """What may be applied, and where records are missing; unopened partitions have no say."""
        fresh: dict[Place, Sequence[Arrived]] = {}
        gaps: dict[Place, int] = {}
        for place in held:
            part = positions.cut(batch[place], held[place], compacted=place[0] in self._compacted)
            if isinstance(part, Gap):
                gaps[place] = part.next
            elif part:
                fresh[place] = part
        return fresh, gaps

    def _measure(
        self,
        started: float,
        batch: Batch,
        records: Sequence[Arrived],
    ) -> None:
        offered = sum(map(len, batch.values()))
        metrics.BATCH.labels(self.consumer).observe(offered)
        metrics.BATCH_SECONDS.labels(self.consumer).observe(time.monotonic() - started)
        metrics.APPLIED.labels(self.consumer).inc(len(records))
        metrics.REPEATED.labels(self.consumer).inc(offered - len(records))
        if records:
            age = time.time() - records[0].appended_at.timestamp()
            metrics.EVENT_AGE.labels(self.consumer).observe(max(age, 0.0))


def together(done: Iterable[Applied]) -> Applied:
    """What several transactions did, one after the other."""
    following: dict[Place, int] = {}
    gaps: dict[Place, int] = {}
    owing: dict[int, Sequence[Packed]] = {}
    for one in done:
        following.update(one.following)
        gaps.update(one.gaps)
        owing.update(one.owing)
    return Applied(following, gaps, owing)


def by_place(records: Iterable[Arrived]) -> dict[Place, list[Arrived]]:
    """Records by topic and partition, each in the order given."""
    parts: dict[Place, list[Arrived]] = {}
    place: Place | None = None
    part: list[Arrived] = []
    for record in records:
        if place is None or record.partition != place[1] or record.topic != place[0]:
            place = (record.topic, record.partition)
            part = parts.setdefault(place, [])
        part.append(record)
    return parts
