"""Builds that are broken on purpose, each by one mistake that somebody could make."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import Final
from unittest.mock import patch

from projection.app import streams
from projection.app.hot import Hot, Kept
from projection.app.recall import Index
from projection.app.streams import Stream
from simulation import relaying
from simulation.members import StepRetrier
from simulation.notifying import Ledger
from simulation.ports import MemoryBatch, MemoryRows
from waymark_runtime import positions
from waymark_runtime.consumer.applying import Applied, Batch
from waymark_runtime.consumer.retrying import Retrier
from waymark_runtime.consumer.sending import Owing
from waymark_runtime.faults import PoisonRecord
from waymark_runtime.moving import BATCH, Publish, Source
from waymark_runtime.outgoing import Packed, dead_letter
from waymark_runtime.records import Arrived, Place
from waymark_runtime.steps import Call

Messages = Mapping[Place, Sequence[Packed]]


@contextmanager
def publish_before_commit() -> Iterator[None]:
    """What goes out is sent inside the transaction, "to save a round trip"."""
    close = MemoryBatch.close

    async def eager(
        self: MemoryBatch,
        places: Sequence[Place],
        messages: Messages,
        following: Mapping[Place, int],
    ) -> Mapping[int, Sequence[Packed]]:
        said = [packed.message for part in messages.values() for packed in part]
        await self.broker.publish(said)
        return await close(self, places, {}, following)

    with patch.object(MemoryBatch, "close", eager):
        yield


@contextmanager
def deduplication_off() -> Iterator[None]:
    """No fact is recognised when it comes again."""
    fresh = count()

    def never_seen(ce_id: str) -> bytes:
        del ce_id
        return next(fresh).to_bytes(8, "big")

    def knows(stream: Stream, short: bytes, index: Index) -> bool:
        del stream, short, index
        return False

    with (
        patch.object(streams, "digest", never_seen),
        patch.object(Stream, "_knows", knows),
    ):
        yield


@contextmanager
def accept_when_next_grows() -> Iterator[None]:
    """A batch is taken whole as long as it brings the position forward."""

    def grows(records: Sequence[Arrived], following: int, *, compacted: bool) -> Sequence[Arrived]:
        del compacted
        return records if records and records[-1].offset >= following else []

    with patch.object(positions, "cut", grows):
        yield


@contextmanager
def publish_only_ones_own() -> Iterator[None]:
    """Each owner publishes what it has written itself, and asks for nothing else."""
    close = MemoryBatch.close

    async def own(
        self: MemoryBatch,
        places: Sequence[Place],
        messages: Messages,
        following: Mapping[Place, int],
    ) -> Mapping[int, Sequence[Packed]]:
        owing = await close(self, places, messages, following)
        mine = list(messages.values())
        return {number: rows for number, rows in owing.items() if rows in mine}

    async def nothing(self: MemoryRows, places: Sequence[Place]) -> Owing:
        del self, places
        return {}

    with patch.object(MemoryBatch, "close", own), patch.object(MemoryRows, "waiting", nothing):
        yield


@contextmanager
def park_outside_the_transaction() -> Iterator[None]:
    """A poisonous record goes to the dead letters at once, and the rest of its batch is applied."""

    async def apply(self: Retrier, batch: Batch) -> list[Applied]:
        rest = {place: list(records) for place, records in batch.items()}
        while True:
            try:
                return [await self._applier.applied(rest, {})]
            except PoisonRecord as fault:
                letter = dead_letter("carrier_ingest", fault.record, fault.reason, fault.detail)
                assert isinstance(self, StepRetrier)
                await self.publish([letter])
                rest[fault.record.place].remove(fault.record)

    with patch.object(StepRetrier, "apply", apply):
        yield


@contextmanager
def note_before_it_is_acknowledged() -> Iterator[None]:
    """A relay says what it is about to publish, instead of what it has."""

    async def move(source: Source, publish: Publish, call: Call) -> bool:
        entries = await call(source.pending, BATCH)
        if entries:
            await call(source.published, entries)
            await publish([message for entry in entries for message in entry.messages])
        return bool(entries)

    with patch.object(relaying, "move", move):
        yield


@contextmanager
def trust_what_is_remembered() -> Iterator[None]:
    """Parcels kept in memory are taken as they are, whoever has moved the partition since."""

    def standing(hot: Hot, partition: int, first: int, last: int, rebuilds: int) -> Kept:
        del first
        kept = hot._kept.pop(partition, None)
        return Kept(last + 1, rebuilds, kept.streams if kept is not None else {})

    with patch.object(Hot, "_standing", standing):
        yield


@contextmanager
def send_before_it_is_noted() -> Iterator[None]:
    """A mail leaves while its row still lies there as due."""
    with patch.object(Ledger, "take_up", lambda *_: None):
        yield


BREAKS: Final[Mapping[str, Callable[[], AbstractContextManager[None]]]] = {
    "publish before commit": publish_before_commit,
    "deduplication off": deduplication_off,
    "accept when next grows": accept_when_next_grows,
    "publish only one's own": publish_only_ones_own,
    "park outside the transaction": park_outside_the_transaction,
    "note before it is acknowledged": note_before_it_is_acknowledged,
    "trust what is remembered": trust_what_is_remembered,
    "send before it is noted": send_before_it_is_noted,
}
