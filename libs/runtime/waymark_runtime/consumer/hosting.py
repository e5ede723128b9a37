"""One consumer group of this process, hosted by FastStream: fetch, apply, publish, tell Kafka."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from aiokafka import ConsumerRecord, TopicPartition
from waymark_events.topics import named

from waymark_runtime.consumer.applying import by_place, together
from waymark_runtime.consumer.opening import Opener
from waymark_runtime.consumer.parsing import arrived
from waymark_runtime.consumer.retrying import Interrupted, Retrier
from waymark_runtime.consumer.sending import Owing, Sender
from waymark_runtime.faults import Outdated
from waymark_runtime.postgres import is_away
from waymark_runtime.records import Arrived, Place

_LOG: Final = logging.getLogger(__name__)
_AWAY_S: Final = 1.0
_IN_HAND_S: Final = 12.0


class Consumption:
    """A consumer group's member in this process."""

    def __init__(
        self, group: str, prefix: str, opener: Opener, retrier: Retrier, sender: Sender
    ) -> None:
        self.group = group
        self._prefix = prefix
        self._opener = opener
        self._retrier = retrier
        self._sender = sender
        self._idle = asyncio.Event()
        self._idle.set()
        self._following: dict[Place, int] = {}
        self.trouble: str | None = None

    @property
    def problem(self) -> str | None:
        """Why this consumer is not ready; None while it works or still joins."""
        return self._opener.trouble or self.trouble

    @property
    def halted(self) -> bool:
        """Whether a person has to look before it goes on."""
        return self._opener.halted

    @property
    def is_idle(self) -> bool:
        """Whether no batch is in hand."""
        return self._idle.is_set()

    @property
    def following(self) -> Mapping[Place, int]:
        """Next offsets that this process has committed to the database."""
        return self._following

    async def on_batch(self, raw: Sequence[ConsumerRecord]) -> None:
        """Bring a batch to its end, or leave it to be read again. Never raises."""
        if self._retrier.stopping.is_set() or self._opener.halted:
            return
        self._idle.clear()
        batch = by_place(arrived(self._prefix, raw))
        try:
            await self._settle(batch)
        except Interrupted:
            return
        except Exception as fault:
            await self._read_again(batch, fault)
        finally:
            self._idle.set()

    def passed(self) -> dict[Place, int]:
        """How far the open partitions were applied, as this process knows."""
        return self._opener.began | {
            place: at for place, at in self._following.items() if place in self._opener.began
        }

    async def go_back(self) -> None:
        """The database was set back, or lost what it had committed: read on from where it is."""
        _LOG.warning("%s: the database was set back; going back with it", self.group)
        self._following.clear()
        await self._opener.open_again()

    async def stop(self) -> None:
        """Take nothing new and wait for the batch in hand."""
        self._retrier.stopping.set()
        await self._opener.stop()
        try:
            await asyncio.wait_for(self._idle.wait(), _IN_HAND_S)
        except TimeoutError:
            _LOG.warning("%s leaves a batch to be delivered again", self.group)

    async def _settle(self, batch: Mapping[Place, list[Arrived]]) -> None:
        done = together(await self._retrier.apply(batch))
        self._following.update(done.following)
        self._rewind(done.gaps)
        await self._send(list(batch), done.owing)
        self.trouble = None

    async def _send(self, places: Sequence[Place], owing: Owing) -> None:
        """Publish before anything more is taken: what cannot go out stops what comes in."""
        known: Owing | None = owing
        tried = 0
        while True:
            try:
                return await self._sender.send(places, known)
            except Exception as fault:
                # meanwhile another owner may have published it, and more
                known = None
                tried += 1
                self.trouble = f"{self.group} cannot publish: {type(fault).__name__}"
                _LOG.warning("%s", self.trouble)
                await self._retrier.pause(min(0.2 * tried, _AWAY_S))

    async def _read_again(self, batch: Mapping[Place, list[Arrived]], fault: Exception) -> None:
        self.trouble = f"{self.group}: {_why(fault)}"
        _LOG.warning("%s", self.trouble)
        try:
            await self._retrier.pause(_AWAY_S)
        except Interrupted:
            return
        self._rewind({place: records[0].offset for place, records in batch.items()})

    def _rewind(self, following: Mapping[Place, int]) -> None:
        """Read again from these offsets, where the partition is still ours."""
        kafka = self._opener.kafka()
        ours = kafka.assignment()
        for (topic, partition), offset in following.items():
            one = TopicPartition(named(self._prefix, topic), partition)
            if one in ours:
                kafka.seek(one, offset)


def _why(fault: Exception) -> str:
    """For the log and for readiness."""
    if isinstance(fault, Outdated):
        return str(fault)
    reason = "the database is away, or behind" if is_away(fault) else "its consumer failed"
    return f"{reason} ({type(fault).__name__})"
