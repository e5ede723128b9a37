"""A broker in memory: logs with partitions, and a client that reads some of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from aiokafka import TopicPartition
from integration.projection_records import NOON
from simulation.stepping import hold
from waymark_runtime.cluster import Ids
from waymark_runtime.outgoing import Outgoing
from waymark_runtime.records import Headers, Place


class Record(NamedTuple):
    """As the client library gives it."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers


class Clock:
    """The hour, for everybody."""

    def __init__(self) -> None:
        self.now = NOON + timedelta(hours=6)

    def tick(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


class Broker:
    """What was appended is never lost. `loose` is what a dead process sent and nobody saw yet."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.logs: defaultdict[Place, list[Record]] = defaultdict(list)
        self.loose: list[Outgoing] = []

    def append(self, message: Outgoing, partition: int | None = None) -> None:
        """Append one message."""
        place = (message.topic, message.partition if partition is None else partition)
        log = self.logs[place]
        self._clock.tick(0.01)
        at = int(self._clock.now.timestamp() * 1_000)
        log.append(Record(*place, len(log), at, message.key, message.value, message.headers))

    def end(self, place: Place) -> int:
        """The next offset."""
        return len(self.logs[place]) if place in self.logs else 0

    async def publish(self, messages: Sequence[Outgoing]) -> None:
        """In the order given by partition; whoever dies on the way has sent the rest or not."""
        sent = 0
        try:
            for message in _by_partition(messages):
                await hold("publish")
                self.append(message)
                sent += 1
            await hold("acknowledge")
        except GeneratorExit:
            self.loose += list(_by_partition(messages))[sent:]
            raise

    async def ids(self, names: Iterable[str]) -> Ids:
        """One cluster, whose topics were never made anew."""
        return Ids("cluster", dict.fromkeys(names, "topic"))


class Client:
    """The consumer of one member: what it is assigned, and where it reads.

    It takes `most` records of a partition at once: few, so that batches have many edges.
    """

    def __init__(self, broker: Broker, most: int) -> None:
        self._broker = broker
        self._most = most
        self._assigned: set[TopicPartition] = set()
        self._flowing: dict[TopicPartition, int] = {}
        self._paused: set[TopicPartition] = set()

    def assign(self, assigned: Iterable[TopicPartition]) -> None:
        """A rebalance: nothing flows until it is opened."""
        self._assigned = set(assigned)
        self._paused = set(assigned)
        self._flowing.clear()

    def assignment(self) -> set[TopicPartition]:
        """What is ours, as far as we heard."""
        return self._assigned

    def pause(self, *partitions: TopicPartition) -> None:
        """Let nothing flow."""
        self._paused.update(partitions)

    def resume(self, *partitions: TopicPartition) -> None:
        """Let it flow."""
        self._paused.difference_update(partitions)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read on from there."""
        self._flowing[partition] = offset

    async def beginning_offsets(self, asked: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        """Nothing is ever deleted."""
        return dict.fromkeys(asked, 0)

    async def end_offsets(self, asked: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        """The ends now."""
        return {one: self._broker.end((one.topic, one.partition)) for one in asked}

    async def fetch(self) -> list[Record]:
        """The next records of what flows; waits until there are some."""
        await hold("fetch", self._has_news)
        found: list[Record] = []
        for one in sorted(self._flowing.keys() - self._paused):
            at = self._flowing[one]
            part = self._broker.logs[one.topic, one.partition][at : at + self._most]
            self._flowing[one] = at + len(part)
            found += part
        return found

    def _has_news(self) -> bool:
        return any(
            at < self._broker.end((one.topic, one.partition))
            for one, at in self._flowing.items()
            if one not in self._paused
        )


def time_of(record: Record) -> datetime:
    """When it was appended."""
    return datetime.fromtimestamp(record.timestamp / 1_000, UTC)


def _by_partition(messages: Sequence[Outgoing]) -> Iterable[Outgoing]:
    lanes: dict[Place, list[Outgoing]] = {}
    for message in messages:
        lanes.setdefault((message.topic, message.partition), []).append(message)
    return (message for lane in lanes.values() for message in lane)
