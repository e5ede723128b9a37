"""One run of one contestant: a fresh database, a process, and a watch from first batch to end."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psycopg
from waymark_events.topics import Service
from waymark_runtime import abreast
from waymark_runtime.migrations import migrate, role_of
from waymark_tools.stack.children import Child, Program
from waymark_tools.stack.databases import DatabaseUrls, create_database, drop_database
from waymark_tools.stack.supervisor import Supervisor

from bench import bare_loop, machine

_MIGRATIONS: Final = Path(__file__).parents[1] / "services" / "projection" / "migrations"
_ENDS_WITHIN_S: Final = 1_800.0
_PAUSE_S: Final = 0.05


@dataclass(frozen=True)
class Stage:
    """Where a contest takes place. `ends` are the log's next offsets by partition,
    `statuses` how many status messages it leads to.
    """

    supervisor: Supervisor
    admin_url: str
    pids: Mapping[str, int]
    environment: Callable[[DatabaseUrls, int], Mapping[str, str]]
    ends: Mapping[int, int]
    statuses: int

    @property
    def records(self) -> int:
        """How many records the log holds."""
        return sum(self.ends.values())


@dataclass(frozen=True)
class Contestant:
    """A program and the query that tells whether its database has come to the log's end."""

    name: str
    argv: Callable[[DatabaseUrls], list[str]]
    done: str
    is_ours: bool = False
    processes: int = 1


@dataclass
class Run:
    """What was measured. Seconds of processor are missing where they cannot be told.

    `repeats` counts messages that were published again, byte for byte.
    """

    name: str
    records: int
    seconds: float
    client_cpu_s: float | None
    postgres_cpu_s: float | None
    kafka_cpu_s: float | None
    peak_mb: float | None
    repeats: int = 0
    database: str = field(default="", repr=False)

    @property
    def speed(self) -> float:
        """Records a second."""
        return self.records / self.seconds


@contextmanager
def contest(stage: Stage, contestant: Contestant, number: int) -> Iterator[Run]:
    """Let a contestant run to the log's end and measure it; its database lives in the block."""
    urls = _database(stage, contestant, f"bench_{contestant.name}_{number}")
    children = []
    try:
        for instance in range(contestant.processes):
            program = Program(
                name=f"{contestant.name}-{number}-{instance}",
                argv=[sys.executable, "-m", *contestant.argv(urls)],
                env={**stage.environment(urls, instance)},
            )
            children.append(stage.supervisor.start(program))
        run = _watched(stage, contestant, children, urls)
        run.database = urls.worker
        _end(stage, children)
        yield run
    finally:
        _end(stage, children)
        drop_database(stage.admin_url, urls.name)


def _end(stage: Stage, children: Sequence[Child]) -> None:
    for child in children:
        stage.supervisor.terminate(child.program.name)


def _database(stage: Stage, contestant: Contestant, name: str) -> DatabaseUrls:
    """Freshly made; and what former runs left to be written is written now, not meanwhile."""
    drop_database(stage.admin_url, name)
    urls = create_database(stage.admin_url, Service.PROJECTION, name)
    if contestant.is_ours:
        roles = {"worker_role": role_of(urls.worker), "web_role": role_of(urls.web)}
        migrate(urls.owner, [_MIGRATIONS], **roles)
        with psycopg.connect(urls.worker) as worker:
            abreast.note(worker, abreast.standing(worker).life, None)
    else:
        with psycopg.connect(urls.owner) as connection:
            connection.execute(bare_loop.TABLES)
    with psycopg.connect(stage.admin_url, autocommit=True) as admin:
        admin.execute("CHECKPOINT")
    return urls


def _watched(
    stage: Stage, contestant: Contestant, children: Sequence[Child], urls: DatabaseUrls
) -> Run:
    """Time counts from the first batch of the first process."""
    before = {name: machine.cpu_s(pid) for name, pid in stage.pids.items()}
    with psycopg.connect(urls.worker, autocommit=True) as connection:
        _until_done(connection, stage, contestant, children)
    ended = time.monotonic()
    used = {name: _less(machine.cpu_s(pid), before[name]) for name, pid in stage.pids.items()}
    marks = [(child, mark) for child in children if (mark := _mark(child)) is not None]
    spent = [_less(machine.cpu_s(child.pid), mark["cpu_s"]) for child, mark in marks]
    return Run(
        name=contestant.name,
        records=stage.records,
        seconds=ended - min(mark["begun"] for _, mark in marks),
        client_cpu_s=_sum(spent),
        postgres_cpu_s=used.get("postgres"),
        kafka_cpu_s=used.get("kafka"),
        peak_mb=_sum([machine.peak_mb(child.pid) for child in children]),
    )


def _mark(child: Child) -> dict[str, float] | None:
    """What the child said when its first batch came, once it has."""
    for line in child.log.read_text().splitlines():
        if line.startswith('{"begun"'):
            found: dict[str, float] = json.loads(line)
            return found
    return None


def _until_done(
    connection: psycopg.Connection,
    stage: Stage,
    contestant: Contestant,
    children: Sequence[Child],
) -> None:
    ends, statuses = stage.ends, stage.statuses
    log = {"partitions": list(ends), "ends": list(ends.values()), "statuses": statuses}
    deadline = time.monotonic() + _ENDS_WITHIN_S
    while True:
        row = connection.execute(contestant.done, log).fetchone()
        if row and row[0]:
            return
        for child in children:
            if not child.running or time.monotonic() > deadline:
                raise RuntimeError(f"{contestant.name} did not end:\n{child.last_words()}")
        time.sleep(_PAUSE_S)


def _sum(figures: Sequence[float | None]) -> float | None:
    known = [one for one in figures if one is not None]
    return sum(known) if known else None


def _less(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before
