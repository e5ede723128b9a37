"""What goes on beside the batches: late outbox rows, positions for Kafka, lag, the log's bounds."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, OffsetAndMetadata, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from waymark_runtime import metrics, peeking
from waymark_runtime.consumer.bounds import Span, check_span
from waymark_runtime.consumer.hosting import Consumption
from waymark_runtime.consumer.opening import Opener
from waymark_runtime.consumer.sending import Sender
from waymark_runtime.consumer.standing import Standing
from waymark_runtime.faults import Halted

_LOG: Final = logging.getLogger(__name__)
_ROUND_S: Final = 0.5
_ROUNDS_A_CHECK: Final = 10


class Keeper:
    """A consumer with its housekeeping; `start` after the broker, `stop` before it."""

    def __init__(
        self,
        hosted: Consumption,
        opener: Opener,
        sender: Sender,
        standing: Standing,
        subscriber: Any,
        *,
        name: str,
    ) -> None:
        self.name = name
        self.hosted = hosted
        self.subscriber = subscriber
        self._opener = opener
        self._sender = sender
        self._standing = standing
        self._task: asyncio.Task[None] | None = None
        self._told: dict[TopicPartition, int] = {}
        self._read: set[TopicPartition] = set()

    @property
    def problem(self) -> str | None:
        """Why this consumer is not ready; None while it works or still joins."""
        return self.hosted.problem

    @property
    def halted(self) -> bool:
        """Whether a person has to look before it goes on."""
        return self.hosted.halted

    def kafka(self) -> AIOKafkaConsumer:
        """The client of this member; RuntimeError before the broker was started."""
        return self._opener.kafka()

    async def start(self) -> None:
        """Start the housekeeping."""
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Finish the batch in hand, tell Kafka where we are, and end."""
        await self.hosted.stop()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._tell_kafka()

    async def _keep(self) -> None:
        rounds = 0
        while True:
            await asyncio.sleep(_ROUND_S)
            rounds += 1
            try:
                await self._round(rounds)
            except Exception as fault:
                _LOG.warning("housekeeping of %s: %s", self.hosted.group, type(fault).__name__)

    async def _round(self, number: int) -> None:
        if not self._opener.opened:
            return
        if self.hosted.is_idle:
            await self._sender.send([self._opener.place(one) for one in self._opener.opened])
        await self._tell_kafka()
        await self._note_ends()
        unseen = self._opener.lag.lacks(map(self._opener.place, self._opener.opened))
        if unseen or number % _ROUNDS_A_CHECK == 0:
            await self._look_at_log()

    async def _tell_kafka(self) -> None:
        """Commit positions that moved, for lag and scaling; never read as truth."""
        moved = {
            one: OffsetAndMetadata(following, "")
            for one in list(self._opener.opened)
            if (following := self._following(one)) is not None and self._told.get(one) != following
        }
        if not moved:
            return
        try:
            await self._opener.kafka().commit(moved)
        except (KafkaError, IllegalStateError):
            metrics.COMMIT_FAILURES.labels(self.hosted.group).inc()
            return
        self._told |= {one: told.offset for one, told in moved.items()}

    async def _note_ends(self) -> None:
        """Remember partitions whose end of when they were opened is behind us."""
        ended = [one for one, end in self._opener.opened.items() if one not in self._read]
        ended = [one for one in ended if await self._is_past(one)]
        if ended:
            places = [self._opener.place(one) for one in ended]
            await self._standing.mark_read(places)
            self._read.update(ended)

    async def _is_past(self, one: TopicPartition) -> bool:
        """Whether the client is past the end, and what it fetched is applied.

        The client's own position counts, because a compacted log may end in a hole.
        """
        end = self._opener.opened.get(one)
        at = await self._opener.kafka().position(one)
        return end is not None and at >= end and self.hosted.is_idle

    async def _look_at_log(self) -> None:
        """Measure lag; halt when the next offset is no longer in the log.

        A position that has fallen was set back: what lies above it is read again at once, not when
        the next record shows the gap.
        """
        passed = self.hosted.passed()
        opened = list(self._opener.opened)
        kafka = self._opener.kafka()
        # the database first: what it holds next lies in the log that is asked after it
        stored = await self._standing.load([self._opener.place(one) for one in opened])
        begins, ends = await kafka.beginning_offsets(opened), await kafka.end_offsets(opened)
        now = {place: one.next for place, one in stored.items()}
        if any(now.get(place, -1) < at for place, at in passed.items()):
            await self.hosted.go_back()
            return
        following = {one: stored[self._opener.place(one)].next for one in opened}
        for one, offset in following.items():
            try:
                check_span(self._opener.place(one), offset, Span(begins[one], ends[one]))
            except Halted as sentence:
                self._opener.halt(str(sentence))
                return
        await self._measure({one: Span(at, ends[one]) for one, at in following.items()})

    async def _measure(self, spans: Mapping[TopicPartition, Span]) -> None:
        """Show how much lies from the next offset, `begin`, to the log's end, and since when.

        Offsets at the end of a compacted log may hold nothing any more: nothing waits there.
        """
        behind = {one: span.begin for one, span in spans.items() if span.begin < span.end}
        since: dict[TopicPartition, float | None] = dict.fromkeys(spans.keys() - behind.keys())
        since |= await peeking.appended(self._opener.kafka()._client, behind)
        for one, oldest in since.items():
            if one in self._opener.opened:  # else it moved away meanwhile: somebody else shows it
                waiting = 0 if oldest is None else spans[one].end - spans[one].begin
                self._opener.lag.show(self._opener.place(one), waiting, oldest)

    def _following(self, one: TopicPartition) -> int | None:
        return self.hosted.following.get(self._opener.place(one))
