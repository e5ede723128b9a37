"""The operator's command `recover`: brings up to date a database that was set back."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from aiokafka.errors import KafkaError
from msgspec import to_builtins
from psycopg_pool import ConnectionPool
from waymark_events.topics.names import ORDER_EVENTS
from waymark_runtime import abreast
from waymark_runtime.catching_up import BUSY, CatchUp, compare, turn, written
from waymark_runtime.faults import Halted, Refused, TransientFault
from waymark_runtime.reader import LogReader, reading

from order.app.comparing import Comparing
from order.app.recovering import COMPACTED, Recovering, Report
from order.commands import Commands
from order.settings import Settings
from order.store.orders import OrderStore

_WAITS_S: Final = 60.0
_AGAIN_AFTER_S: Final = 0.3
_LOST: Final = (
    "What was decided after the dump and not yet published is gone, and so is what answers of "
    "that time were remembered under their Idempotency-Keys: a caller that repeats a call of that "
    "time may find it done, and is told so by the resource.\n"
)


def add_arguments(commands: Commands) -> None:
    """What `recover` takes."""
    recover = commands.add_parser(
        "recover", help="take back from the topics what a database has forgotten that was set back"
    )
    recover.add_argument("--json", action="store_true", help="answer in JSON on one line")


def run(settings: Settings, store: OrderStore, relay: str, given: argparse.Namespace) -> int:
    """Recover; the exit code. Why it cannot be is written to standard error."""
    try:
        report = recovered(settings, store, relay)
    except (Halted, Refused, TransientFault, psycopg.OperationalError, KafkaError) as no:
        sys.stderr.write(f"not recovered: {no}\n")
        return 1
    if given.json:
        sys.stdout.write(json.dumps(to_builtins(report)) + "\n")
        return 0
    sys.stdout.write(
        f"{report.events:,} events of {report.orders:,} orders taken back, and contacts, retailers "
        f"and keys as they were published; {report.contacts_forgotten:,} contacts forgotten that "
        f"were erased since.\n{_LOST}"
    )
    return 0


def compared(settings: Settings, pool: ConnectionPool) -> str | None:
    """Whether a command may write, which it may before a worker was ever started; else why not.

    While another process compares it is waited for.
    """
    until = time.monotonic() + _WAITS_S
    try:
        while True:
            with pool.connection() as connection:
                if abreast.standing(connection).is_abreast:
                    return None
            found = compare(settings, CatchUp(ORDER_EVENTS, Comparing(pool)))
            if found != BUSY or time.monotonic() >= until:
                return found
            time.sleep(_AGAIN_AFTER_S)
    except (Halted, TransientFault, psycopg.OperationalError, KafkaError) as no:
        return f"the database could not be compared with its topics: {no}"


def recovered(settings: Settings, store: OrderStore, relay: str) -> Report:
    """Take back everything in one transaction, with the log held; nobody writes meanwhile."""
    with (
        reading(settings.kafka_bootstrap_servers, settings.topic_prefix) as log,
        own_turn(settings.worker_database_url) as held,
        held.transaction(),
    ):
        return _taken_back(held, log, store, relay)


@contextmanager
def own_turn(database_url: str, within_s: float = _WAITS_S) -> Iterator[psycopg.Connection]:
    """A session that alone compares, as soon as nobody else does; Refused after `within_s`."""
    until = time.monotonic() + within_s
    while True:
        with turn(database_url) as held:
            if held is not None:
                yield held
                return
        if time.monotonic() >= until:
            raise Refused("another process compares or recovers just now; try again", "busy")
        time.sleep(_AGAIN_AFTER_S)


def _taken_back(
    connection: psycopg.Connection, log: LogReader, store: OrderStore, relay: str
) -> Report:
    life = abreast.standing(connection).life
    recovering = Recovering(connection, store, relay)
    found = written(log, connection, ORDER_EVENTS)
    if found is not None:
        recovering.begin()
        for records in found.read(log):
            recovering.take(records)
        recovering.end()
        for topic in COMPACTED:
            for records in log.through(topic, log.begins(topic), log.ends(topic)):
                recovering.take_rows(records)
        recovering.end_rows()
        abreast.remember(connection, ORDER_EVENTS, found.ends, found.ids)
    abreast.note(connection, life, None)
    return recovering.report
