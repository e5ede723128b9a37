"""One run of one contestant: a fresh database, its processes, a watch from first batch to end."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import psycopg
from waymark_events.topics import Service
from waymark_tools.stack.children import Child, Program
from waymark_tools.stack.databases import DatabaseUrls, create_database, drop_database
from waymark_tools.stack.supervisor import Supervisor

from bench import bare_loop, machine
from bench.checks import Expected
from bench.databases import MIGRATIONS, service_tables
from bench.measured import Run, Sample
from bench.observing import Look, Observing

_ENDS_WITHIN_S: Final = 3_600.0
_PAUSE_S: Final = 0.05
_SAMPLE_S: Final = 0.25


class StoppedError(Exception):
    """A contestant ended by itself, or not in time."""


@dataclass(frozen=True)
class Stage:
    """Where a contest takes place, and what the log there leads to."""

    supervisor: Supervisor
    admin_url: str
    pids: Mapping[str, int]
    environment: Callable[[DatabaseUrls, int], Mapping[str, str]]
    wanted: Expected


@dataclass(frozen=True)
class Contestant:
    """A program, and how it is told that it has come to the log's end.

    `command` gets the database and the process's number among `processes`; `tables` makes what it
    writes to in a database that is new, with the roles of `service`.
    """

    name: str
    command: Callable[[DatabaseUrls, int], Sequence[str]]
    observing: Observing
    tables: Callable[[DatabaseUrls], None]
    processes: int = 1
    service: Service = Service.PROJECTION


def our_tables(urls: DatabaseUrls) -> None:
    """The projection's."""
    service_tables(urls, MIGRATIONS)


def bare_tables(urls: DatabaseUrls) -> None:
    """The bare loop's."""
    with psycopg.connect(urls.owner) as connection:
        connection.execute(bare_loop.TABLES)


def no_tables(_urls: DatabaseUrls) -> None:
    """Of a contestant that makes its own, or keeps everything in Kafka."""


@contextmanager
def contest(stage: Stage, contestant: Contestant, number: int) -> Iterator[Run]:
    """Let a contestant run to the log's end and measure it; its database lives in the block."""
    with (
        started(stage, contestant, number) as (children, urls),
        contestant.observing(stage.wanted, urls) as look,
    ):
        run = _watched(stage, contestant.name, children, look)
        run.database = urls.worker
        end(stage, children)
        yield run


@contextmanager
def started(
    stage: Stage, contestant: Contestant, number: int
) -> Iterator[tuple[list[Child], DatabaseUrls]]:
    """A contestant's processes with a fresh database, until the block ends."""
    urls = _database(stage, contestant, f"bench_{contestant.name}_{number}")
    children: list[Child] = []
    try:
        for instance in range(contestant.processes):
            program = Program(
                name=f"{contestant.name}-{number}-{instance}",
                argv=contestant.command(urls, instance),
                env={**stage.environment(urls, instance)},
            )
            children.append(stage.supervisor.start(program))
        yield children, urls
    finally:
        end(stage, children)
        drop_database(stage.admin_url, urls.name)


def end(stage: Stage, children: Sequence[Child]) -> None:
    """Let processes end that are not needed any more, before what they did is checked."""
    for child in children:
        stage.supervisor.terminate(child.program.name)


def _database(stage: Stage, contestant: Contestant, name: str) -> DatabaseUrls:
    """Freshly made; and what former runs left to be written is written now, not meanwhile."""
    drop_database(stage.admin_url, name)
    urls = create_database(stage.admin_url, contestant.service, name)
    contestant.tables(urls)
    with psycopg.connect(stage.admin_url, autocommit=True) as admin:
        admin.execute("CHECKPOINT")
    return urls


def _watched(stage: Stage, name: str, children: Sequence[Child], look: Look) -> Run:
    """Time counts from the first batch of the first process."""
    before = {server: machine.cpu_s(pid) for server, pid in stage.pids.items()}
    samples = _until_done(name, children, look)
    ended = time.monotonic()
    used = {server: _less(machine.cpu_s(pid), before[server]) for server, pid in stage.pids.items()}
    marks = [(child, mark) for child in children if (mark := _mark(child)) is not None]
    begun = min(mark["begun"] for _, mark in marks)
    return Run(
        name=name,
        records=sum(stage.wanted.ends.values()),
        seconds=ended - begun,
        client_cpu_s=_sum([_less(machine.cpu_s(one.pid), mark["cpu_s"]) for one, mark in marks]),
        postgres_cpu_s=used.get("postgres"),
        kafka_cpu_s=used.get("kafka"),
        peak_mb=_sum([machine.peak_mb(child.pid) for child in children]),
        samples=[one._replace(at=one.at - begun) for one in samples if one.at > begun],
    )


def _mark(child: Child) -> dict[str, float] | None:
    """What the child said when its first batch came, once it has."""
    for line in child.log.read_text(errors="replace").splitlines():
        if line.startswith('{"begun"'):
            found: dict[str, float] = json.loads(line)
            return found
    return None


def _until_done(name: str, children: Sequence[Child], look: Look) -> list[Sample]:
    """Look again and again; answers how far it was when."""
    samples: list[Sample] = []
    deadline = time.monotonic() + _ENDS_WITHIN_S
    while True:
        records, done = look()
        now = time.monotonic()
        if done:
            return samples
        if not samples or now - samples[-1].at >= _SAMPLE_S:
            held = _sum([machine.held_mb(child.pid) for child in children])
            samples.append(Sample(now, records, held))
        for child in children:
            if not child.running or now > deadline:
                raise StoppedError(f"{name} did not come to the log's end:\n{child.last_words()}")
        time.sleep(_PAUSE_S)


def _sum(figures: Sequence[float | None]) -> float | None:
    known = [one for one in figures if one is not None]
    return sum(known) if known else None


def _less(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before
