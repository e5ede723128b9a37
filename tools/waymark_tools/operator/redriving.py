"""Dead letters leave their topic: back to where they came from, or for good.

Kafka deletes from a log's beginning only. Letters that stay and lie before one that leaves are
appended again behind all others, with the same bytes and headers; then the beginning is moved. A
crash on the way leaves a letter twice, or a record redriven twice, and never loses one.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from typing import Final

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete
from msgspec import Struct
from waymark_events.topics import Service, dead_letters, named
from waymark_runtime.broker import PRODUCER
from waymark_runtime.records import FIRST_APPENDED

from waymark_tools.operator import letter_log, letters, printing, refusing, topics
from waymark_tools.operator.letter_log import PLACE_HEADERS, Letter

Chosen = Callable[[Letter], bool]


class Choice(Struct, frozen=True):
    """Which letters of a service; nothing named means all of them."""

    service: str
    reason: str | None = None
    place: str | None = None

    def takes(self, letter: Letter) -> bool:
        """Whether a letter is among them."""
        return self.reason in {None, letter.reason} and self.place in {None, letter.place}


def redrive(bootstrap: str, prefix: str, choice: Choice, *, as_json: bool) -> None:
    """Put records back at the end of the topic and partition they came from."""
    done = _leave(bootstrap, prefix, choice, back=True, as_json=as_json)
    printing.out("Redriven", [letters.row_of(one) for one in done], as_json=as_json)


def discard(bootstrap: str, prefix: str, choice: Choice, *, as_json: bool) -> None:
    """Throw letters away; they are printed, and nowhere else any more."""
    done = _leave(bootstrap, prefix, choice, back=False, as_json=as_json)
    printing.out("Discarded", [letters.row_of(one) for one in done], as_json=as_json)


def _leave(
    bootstrap: str, prefix: str, choice: Choice, *, back: bool, as_json: bool
) -> Sequence[Letter]:
    service = letters.service_of(choice.service, as_json=as_json)
    found = asyncio.run(letter_log.read(bootstrap, prefix, [service]))
    leaving = [one for one in found if choice.takes(one)]
    if choice.place is not None and not leaving:
        refusing.refuse(f"no dead letter at {choice.place}", as_json=as_json)
    homeless = [one.place for one in leaving if back and _home(one) is None]
    if homeless:
        refusing.refuse(f"{homeless[0]} does not say where it came from", as_json=as_json)
    asyncio.run(_Leaving(bootstrap, prefix, service, choice.takes).run(found, back=back))
    return leaving


class _Leaving:
    """Letters of one service on their way out."""

    def __init__(self, bootstrap: str, prefix: str, service: Service, leaves: Chosen) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._topic = named(prefix, dead_letters(service))
        self._leaves = leaves

    async def run(self, found: Sequence[Letter], *, back: bool) -> None:
        """First what leaves is written where it goes, then what stays, then the log is cut."""
        async with _producer(self._bootstrap) as producer:
            if back:
                await self._send_back(producer, [one for one in found if self._leaves(one)])
            ordered = sorted(found, key=lambda one: (one.partition, one.offset))
            ends = {
                partition: await self._clear(producer, list(part))
                for partition, part in groupby(ordered, key=lambda one: one.partition)
            }
        async with topics.admin(self._bootstrap) as admin:
            await admin.delete_records(
                {
                    TopicPartition(self._topic, partition): RecordsToDelete(end)
                    for partition, end in ends.items()
                    if end is not None
                }
            )

    async def _send_back(self, producer: AIOKafkaProducer, leaving: Sequence[Letter]) -> None:
        """In the order in which they were parked; what was parked twice goes back once."""
        for letter in {one.came_from: one for one in reversed(leaving)}.values():
            topic, partition = _home(letter) or ("", 0)
            await producer.send_and_wait(
                named(self._prefix, topic),
                letter.value,
                letter.key,
                partition=partition,
                headers=_own_headers(letter),
            )

    async def _clear(self, producer: AIOKafkaProducer, part: Sequence[Letter]) -> int | None:
        """Write again what stays before the last that leaves; the offset to cut below."""
        last = max((place for place, one in enumerate(part) if self._leaves(one)), default=None)
        if last is None:
            return None
        for letter in part[:last]:
            if not self._leaves(letter):
                await producer.send_and_wait(
                    self._topic,
                    letter.value,
                    letter.key,
                    partition=letter.partition,
                    headers=list(letter.raw),
                )
        return part[last].offset + 1


@asynccontextmanager
async def _producer(bootstrap: str) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap.split(","), **PRODUCER)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


_OURS: Final = frozenset({*PLACE_HEADERS, FIRST_APPENDED})


def _own_headers(letter: Letter) -> list[tuple[str, bytes | None]]:
    """The record's own headers, and when it was first appended."""
    own = [(name, raw) for name, raw in letter.raw if name not in _OURS]
    said = dict(letter.raw)
    first = said.get(FIRST_APPENDED) or said.get("dl_appended_at")
    return [*own, (FIRST_APPENDED, first)] if first is not None else own


def _home(letter: Letter) -> tuple[str, int] | None:
    """The declared topic and the partition it came from."""
    headers = letter.headers
    topic, partition = headers.get("dl_topic"), headers.get("dl_partition") or ""
    return (topic, int(partition)) if topic and partition.isdigit() else None
