"""Taking over partitions: paused at once, opened when their position is known and checked.

Whatever fails on the way leaves them paused, says so to readiness and is tried again; what a
person has to look at halts the consumer instead.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from waymark_events.topics import declared

from waymark_runtime import metrics
from waymark_runtime.cluster import Ids
from waymark_runtime.consumer.bounds import Log, Span, check
from waymark_runtime.consumer.lagging import Lag
from waymark_runtime.consumer.standing import Standing
from waymark_runtime.faults import Halted
from waymark_runtime.positions import Position
from waymark_runtime.records import Place

_LOG: Final = logging.getLogger(__name__)
_AGAIN_AFTER_S: Final = 1.0


class Opener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """The rebalance listener of one consumer.

    `opened` maps the partitions that flow to the log's end when they were opened, `began` their
    places to where they were begun; `lag` shows how far they are behind. Once `halted`, nothing is
    opened again by this process.
    """

    def __init__(
        self,
        consumer: str,
        standing: Standing,
        ids: Callable[[Iterable[str]], Awaitable[Ids]],
        *,
        prefix: str,
        gate: asyncio.Event | None,
    ) -> None:
        self._name = consumer
        self._standing = standing
        self._ids = ids
        self._prefix = prefix
        self._gate = gate
        self._task: asyncio.Task[None] | None = None
        self.kafka: Callable[[], AIOKafkaConsumer] = _unset
        self.before_first: Callable[[Sequence[Place]], Awaitable[None]] = _nothing
        self.opened: dict[TopicPartition, int] = {}
        self.began: dict[Place, int] = {}
        self.lag = Lag(consumer)
        self.joined = False
        self.halted = False
        self._trouble: str | None = None

    @property
    def trouble(self) -> str | None:
        """Why partitions are not open, or are not given to anybody."""
        return self._trouble or self._absent()

    def _absent(self) -> str | None:
        """A topic the broker does not have gives its group nothing, for ever and without error."""
        if not self.joined:
            return None
        kafka = self.kafka()
        absent = [one for one in kafka.subscription() if not kafka.partitions_for_topic(one)]
        if not absent:
            return None
        listed = ", ".join(sorted(declared(self._prefix, one) for one in absent))
        return f"{self._name} has no {listed} to read: create it by `waymark topics apply`"

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Stop opening; a batch in hand is refused by the position if it comes too late."""
        del revoked
        self._forget()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Pause before anything can be fetched, then open in the background."""
        self.kafka().pause(*assigned)
        self._forget()
        self.joined = True
        self._task = asyncio.create_task(self._keep_opening(sorted(assigned)))

    def place(self, partition: TopicPartition) -> Place:
        """The declared topic and partition."""
        return declared(self._prefix, partition.topic), partition.partition

    def halt(self, sentence: str) -> None:
        """Stop this consumer until a person has looked."""
        self.halted, self._trouble = True, sentence
        self.opened.clear()
        metrics.HALTED.labels(self._name).set(1)
        _LOG.error("%s is halted: %s", self._name, sentence)
        kafka = self.kafka()
        kafka.pause(*kafka.assignment())

    async def open_again(self) -> None:
        """Go back to the stored positions, which are not where they were."""
        await self.on_partitions_assigned(self.kafka().assignment())

    async def stop(self) -> None:
        """Stop opening."""
        self._forget()

    def _forget(self) -> None:
        self.opened.clear()
        self.lag.forget()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _keep_opening(self, assigned: Sequence[TopicPartition]) -> None:
        if self._gate is not None:
            await self._gate.wait()
        while not self.halted:
            try:
                await self.open(assigned)
                self._trouble = None
                return
            except Halted as sentence:
                self.halt(str(sentence))
            except Exception as fault:
                self._trouble = f"{self._name} cannot open its partitions: {type(fault).__name__}"
                _LOG.warning("%s; trying again", self._trouble)
                await asyncio.sleep(_AGAIN_AFTER_S)

    async def open(self, assigned: Sequence[TopicPartition]) -> None:
        """The order of effects: whoever dies on the way has taken nothing over.

        The old owner may still be at work; what it left is published before anything new.
        """
        kafka = self.kafka()
        places = {one: self.place(one) for one in assigned}
        stored = await self._standing.load(list(places.values()))
        # the log is asked after the database: another owner may still be moving both
        logs = await self._logs(assigned)
        missing = {place: log.first for place, log in logs.items() if place not in stored}
        for place, position in stored.items():
            check(place, position, logs[place])
        stored |= await self._standing.establish(missing)
        ended = [place for place in logs if stored[place].next >= logs[place].span.end]
        await self._standing.mark_read(ended)
        await self.before_first(list(places.values()))
        for one, place in places.items():
            kafka.seek(one, stored[place].next)
        self.began = {place: stored[place].next for place in places.values()}
        self.opened = {one: logs[place].span.end for one, place in places.items()}
        kafka.resume(*assigned)

    async def _logs(self, assigned: Sequence[TopicPartition]) -> dict[Place, Log]:
        kafka = self.kafka()
        ids = await self._ids({one.topic for one in assigned})
        begins = await kafka.beginning_offsets(assigned)
        ends = await kafka.end_offsets(assigned)
        for one in assigned:
            if one.topic not in ids.topics:
                raise LookupError(f"the broker does not know topic {one.topic}")
        return {
            self.place(one): Log(
                Position(begins[one], ids.cluster, ids.topics[one.topic]),
                Span(begins[one], ends[one]),
            )
            for one in assigned
        }


def _unset() -> AIOKafkaConsumer:
    raise RuntimeError("the opener is not tied to a consumer")


async def _nothing(places: Sequence[Place]) -> None:
    del places
