"""The programs of `order`: `web`, `worker`, `migrate`, and the operator's commands."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from psycopg_pool import ConnectionPool
from waymark_events.topics import Service, asked_on
from waymark_events.topics.names import ORDER_EVENTS, SHIPMENT_STATUS
from waymark_runtime import health, keys, logs
from waymark_runtime.directory import Directory
from waymark_runtime.health import Health
from waymark_runtime.http import ApiKey, Pace, make_application, opening, serve
from waymark_runtime.migrations import migrate_own
from waymark_runtime.postgres import make_pool
from waymark_runtime.relay import LogSource, QueueSource
from waymark_runtime.worker import Worker

from order import commands, operating, recover
from order.api import describing
from order.api.desk import Desk
from order.api.receiving import Turns
from order.api.routes import CAPS, ROUTERS
from order.app.batches import Batches
from order.app.comparing import Comparing
from order.app.completing import Completing
from order.app.intake import Intake
from order.app.moving import Moving
from order.app.once import Once
from order.app.orders import Orders
from order.app.people import People
from order.inbox.commands import CommandInbox
from order.inbox.statuses import Inbox
from order.outbox import Telling, repeated_answers
from order.settings import Settings
from order.store import intake
from order.store.orders import OrderStore, store_on
from order.store.rows import Rows

MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"
STATUSES: Final = "statuses"
INTAKE: Final = "intake"
RELAY: Final = "order"
REPEATS: Final = "order.repeats"
_FORGET_EVERY_S: Final = 3_600.0
_WORKER_LOG_POOL: Final = 4
_COMMANDS_AT_ONCE: Final = 250
"""More are not faster, and the log is held for so long that others wait."""


def make_worker(settings: Settings, store: OrderStore, pool: ConnectionPool) -> Worker:
    """What moves orders on, publishes the log, and notices that time has passed."""
    rows = Rows(pool)
    completing = Completing(store, rows)
    telling = Telling(store.recorder, rows, bytes.fromhex(settings.contact_key))
    worker = Worker(settings, Service.ORDER, pool)
    worker.catch_up(ORDER_EVENTS, Comparing(pool))
    worker.consume(STATUSES, [SHIPMENT_STATUS], Inbox(Moving(store), worker.clock).on_statuses)
    worker.relay(LogSource(RELAY, pool, telling.read))
    _take_in(worker, settings, store, pool)

    def complete_orders() -> None:
        completing.step(worker.clock())

    def forget_answers() -> None:
        rows.forget_answers(worker.clock())

    worker.every(settings.completion_interval_s, complete_orders)
    worker.every(_FORGET_EVERY_S, forget_answers)
    return worker


def _take_in(worker: Worker, settings: Settings, store: OrderStore, pool: ConnectionPool) -> None:
    """What retailers ask on topics of their own: a group for each retailer that has them."""
    commands_in = CommandInbox(
        Intake(store),
        worker.directory.retailer,
        worker.clock,
        link_kid=settings.link_kid,
        request_key=keys.request_key(settings.key_pepper),
    )
    wanted, again = worker.directory.with_topics, partial(repeated_answers, RELAY)
    worker.consume_each(INTAKE, wanted, asked_on, commands_in.of, most=_COMMANDS_AT_ONCE)
    worker.relay(QueueSource(REPEATS, pool, again, intake.repeated))


def make_web(settings: Settings, store: OrderStore, pool: ConnectionPool) -> FastAPI:
    """The HTTP application. `pool` is opened while requests are served."""
    directory = Directory(pool)
    checks = Health()
    checks.ready_when("database", health.database(pool))
    checks.ready_when("abreast", health.abreast(pool))
    checks.ready_when("directory", health.directory(directory))

    app = make_application("Waymark: orders", checks, lifespan=opening(pool), caps=CAPS)
    app.state.desk = _desk(settings, store, pool, directory)
    for router in ROUTERS:
        app.include_router(router)
    describing.describe(app)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a program or command; the exit code."""
    given = _parser().parse_args(arguments)
    settings = Settings()  # type: ignore[call-arg]  # they come from the environment
    if given.command == "migrate":
        migrate_own(settings, MIGRATIONS)
        return 0
    if given.command == "web":
        _serve(settings)
        return 0
    if given.command == "worker":
        _work(settings)
        return 0
    return operating.operate(settings, given, RELAY)


def _serve(settings: Settings) -> None:
    logs.configure(Service.ORDER, "web")
    pool = make_pool(settings.web_database_url, name="order-web")
    with store_on(settings.web_database_url, settings.log_pool_size, waits=True) as store:
        serve(make_web(settings, store, pool), settings.http_host, settings.web_port)


def _work(settings: Settings) -> None:
    logs.configure(Service.ORDER, "worker")
    pool = make_pool(settings.worker_database_url, name="order-worker")
    with store_on(settings.worker_database_url, _WORKER_LOG_POOL, waits=True) as store:
        make_worker(settings, store, pool).run()


def _desk(
    settings: Settings, store: OrderStore, pool: ConnectionPool, directory: Directory
) -> Desk:
    rows = Rows(pool)
    people, once = People(store, rows), Once(rows)
    return Desk(
        orders=Orders(store, people, once),
        batches=Batches(store, people, once),
        people=people,
        turns=Turns(),
        directory=directory,
        api_key=ApiKey(directory, settings.key_pepper, pace=Pace(settings.requests_a_minute)),
        request_key=keys.request_key(settings.key_pepper),
        link_keys=settings.links,
        link_kid=settings.link_kid,
        public_url=settings.public_url,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="order", description=__doc__)
    programs = parser.add_subparsers(dest="command", required=True)
    programs.add_parser("web", help="serve the HTTP API")
    programs.add_parser("worker", help="move orders on and publish what was decided")
    programs.add_parser("migrate", help="bring the database up to date")
    commands.add_arguments(programs)
    recover.add_arguments(programs)
    return parser


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
