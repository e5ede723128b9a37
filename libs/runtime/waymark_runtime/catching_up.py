"""Compares a database with what its service has published, before the service does anything.

What was published since the database was last surely abreast is read to its end. Nearly always it
is nothing; after a restore it is all that the database has forgotten.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Final

import psycopg
from aiokafka.errors import KafkaError
from msgspec import Struct
from psycopg_pool import ConnectionPool
from waymark_events.topics import TOPICS

from waymark_runtime import abreast, positions
from waymark_runtime.cluster import Ids
from waymark_runtime.consumer.bounds import Log, Span, check
from waymark_runtime.faults import Halted
from waymark_runtime.positions import Position
from waymark_runtime.postgres import is_away, transaction
from waymark_runtime.reader import LogReader, reading
from waymark_runtime.records import Arrived
from waymark_runtime.settings import ServiceSettings
from waymark_runtime.timers import pause

_LOG: Final = logging.getLogger(__name__)
_AGAIN_AFTER_S: Final = 1.0
_PERSON_AFTER_S: Final = 3.0
"""Where a person has to do something, it is asked less often whether it was done."""
_REMEMBER_EVERY_S: Final = 15.0
BUSY: Final = "another process compares the database with its topics"
Published = Iterable[Sequence[Arrived]]
Take = Callable[[LogReader, Published], str | None]


class CatchUp(Struct, frozen=True):
    """The topic that says what a service has done, and who compares it with the database.

    `take` reads what was published since; it brings the database up to date and answers None, or
    what a person has to do. It may be called again whatever came of it.
    """

    topic: str
    take: Take


class Written(Struct, frozen=True):
    """What lies on a service's topic and may not be in its database."""

    topic: str
    ids: Ids
    starts: Mapping[int, int]
    ends: Mapping[int, int]

    def read(self, log: LogReader) -> Iterator[Sequence[Arrived]]:
        """The records, each partition in order."""
        return log.through(self.topic, self.starts, self.ends)


def written(log: LogReader, connection: psycopg.Connection, topic: str) -> Written | None:
    """What was published since the database was last abreast; None where there is no such topic.

    Halted when what is remembered counts in another log than this broker has.
    """
    ids = log.ids([topic])
    if topic not in ids.topics:
        return None
    begins, ends = log.begins(topic), log.ends(topic)
    places = [(topic, number) for number in range(TOPICS[topic].partitions)]
    starts = dict(begins)
    for place, stored in positions.load(connection, abreast.OWN, places).items():
        number = place[1]
        first = Position(begins[number], ids.cluster, ids.topics[topic])
        check(place, stored, Log(first, Span(begins[number], ends[number])))
        starts[number] = stored.next
    return Written(topic, ids, starts, ends)


@contextmanager
def turn(database_url: str) -> Iterator[psycopg.Connection | None]:
    """A session that alone compares; None while another does."""
    with psycopg.connect(database_url, autocommit=True, application_name="catching up") as held:
        yield held if abreast.take_turn(held) else None


def compare(settings: ServiceSettings, catch_up: CatchUp) -> str | None:
    """Compare where this life of the database was not; what is wrong, as a sentence.

    A KafkaError, or one of psycopg, when somebody is away.
    """
    with turn(settings.worker_database_url) as held:
        if held is None:
            return BUSY
        now = abreast.standing(held)
        if now.is_abreast:
            return None
        with reading(settings.kafka_bootstrap_servers, settings.topic_prefix) as log:
            found = written(log, held, catch_up.topic)
            if found is not None:
                problem = catch_up.take(log, found.read(log))
                if problem is None:
                    abreast.remember(held, found.topic, found.ends, found.ids)
                abreast.note(held, now.life, problem)
                return problem
        abreast.note(held, now.life, None)
        return None


class Abreast:
    """Keeps a worker's database abreast. `yet` is set once it was; `problem` says why it is not.

    It looks again all the time: a database may be set back while the worker runs.
    """

    def __init__(self, settings: ServiceSettings, pool: ConnectionPool, catch_up: CatchUp) -> None:
        self._settings = settings
        self._pool = pool
        self._catch_up = catch_up
        self._remembered = 0.0
        self._waits_for_a_person = False
        self.yet = asyncio.Event()
        self.problem: str | None = abreast.UNKNOWN

    async def run(self, stopping: asyncio.Event) -> None:
        """Look until the process ends; failures are tried again."""
        while not stopping.is_set():
            before = self.problem
            self.problem = await asyncio.to_thread(self._step, asyncio.get_running_loop().time())
            if self.problem is None:
                self.yet.set()
            elif self.problem != before:
                _LOG.error("%s", self.problem)
            wait_s = _PERSON_AFTER_S if self._waits_for_a_person else _AGAIN_AFTER_S
            await pause(stopping, wait_s)

    async def wait(self, stopping: asyncio.Event) -> bool:
        """Until it was abreast; False when the process is told to end before."""
        waits = [asyncio.create_task(event.wait()) for event in (self.yet, stopping)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for one in waits:
            one.cancel()
        return self.yet.is_set()

    def _step(self, now: float) -> str | None:
        self._waits_for_a_person = False
        try:
            with transaction(self._pool) as connection:
                is_abreast = abreast.standing(connection).is_abreast
            if not is_abreast:
                problem = compare(self._settings, self._catch_up)
                self._waits_for_a_person = problem not in {None, BUSY}
                return problem
            if now - self._remembered > _REMEMBER_EVERY_S:
                self._remembered = now
                with suppress(KafkaError, OSError):  # readiness says why: the broker's
                    self._remember()
        except Halted as sentence:
            self._waits_for_a_person = True
            return str(sentence)
        except Exception as fault:
            if not (isinstance(fault, KafkaError | OSError) or is_away(fault)):
                _LOG.warning("comparing failed", exc_info=True)
            return f"not compared with its own topics yet: {type(fault).__name__}"
        return None

    def _remember(self) -> None:
        """Whatever lies on the topic now was committed before it was published."""
        topic = self._catch_up.topic
        with reading(self._settings.kafka_bootstrap_servers, self._settings.topic_prefix) as log:
            ids = log.ids([topic])
            ends = log.ends(topic) if topic in ids.topics else {}
        with transaction(self._pool) as connection:
            if ends and abreast.standing(connection).is_abreast:
                abreast.remember(connection, topic, ends, ids)
