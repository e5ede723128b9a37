"""The programs of `order`: `web`, `worker`, `migrate`, and the operator's commands."""

import argparse
import asyncio
import hashlib
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from psycopg_pool import ConnectionPool
from waymark_events.topics import Service
from waymark_runtime import health, logs
from waymark_runtime.directory import Directory
from waymark_runtime.health import Health
from waymark_runtime.http import ApiKey, Pace, make_application, serve
from waymark_runtime.migrations import migrate, role_of
from waymark_runtime.postgres import make_pool
from waymark_runtime.relay import LogSource
from waymark_runtime.worker import Worker

from order import commands
from order.api import describing, orders, parcels, recipients, shipments
from order.api.desk import Desk
from order.app.completing import Completing
from order.app.moving import Moving
from order.app.once import Once
from order.app.orders import Orders
from order.app.people import People
from order.app.retailers import Retailers
from order.inbox import Inbox
from order.outbox import Telling
from order.settings import Settings
from order.store.orders import OrderStore
from order.store.recorder import make_recorder
from order.store.rows import Rows

MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"
STATUSES: Final = "statuses"
RELAY: Final = "order"
_FORGET_EVERY_S: Final = 3_600.0
_WORKER_LOG_POOL: Final = 4


def make_worker(settings: Settings, store: OrderStore, pool: ConnectionPool) -> Worker:
    """What moves orders on, publishes the log, and notices that time has passed."""
    rows = Rows(pool)
    completing = Completing(store, rows)
    telling = Telling(store.recorder, rows, bytes.fromhex(settings.contact_key))
    worker = Worker(settings, Service.ORDER, pool)
    worker.consume(STATUSES, ["shipment.status.v1"], Inbox(Moving(store), _now).on_statuses)
    worker.relay(LogSource(RELAY, pool, telling.read))

    def complete_orders() -> None:
        completing.step(_now())

    def forget_answers() -> None:
        rows.forget_answers(_now())

    worker.every(settings.completion_interval_s, complete_orders)
    worker.every(_FORGET_EVERY_S, forget_answers)
    return worker


def make_web(settings: Settings, store: OrderStore, pool: ConnectionPool) -> FastAPI:
    """The HTTP application. `pool` is opened while requests are served."""
    directory = Directory(pool)
    checks = Health()
    checks.ready_when("database", health.database(pool))
    checks.ready_when("directory", _directory_check(directory))

    @asynccontextmanager
    async def opened(_: FastAPI) -> AsyncIterator[None]:
        pool.open(wait=False)
        try:
            yield
        finally:
            pool.close()

    app = make_application("Waymark: orders", checks, lifespan=opened)
    app.state.desk = _desk(settings, store, pool, directory)
    for part in (orders, parcels, shipments, recipients):
        app.include_router(part.router)
    describing.describe(app)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a program or command; the exit code."""
    given = _parser().parse_args(arguments)
    settings = Settings()  # type: ignore[call-arg]  # they come from the environment
    if given.command == "migrate":
        worker, web = role_of(settings.worker_database_url), role_of(settings.web_database_url)
        applied = migrate(
            settings.owner_database_url, [MIGRATIONS], worker_role=worker, web_role=web
        )
        sys.stdout.write("".join(f"applied {name}\n" for name in applied) or "up to date\n")
        return 0
    if given.command == "web":
        _serve(settings)
        return 0
    if given.command == "worker":
        _work(settings)
        return 0
    return _operate(settings, given)


def _serve(settings: Settings) -> None:
    logs.configure(Service.ORDER, "web")
    pool = make_pool(settings.web_database_url, name="order-web")
    with _store(settings.web_database_url, settings.log_pool_size) as store:
        serve(make_web(settings, store, pool), settings.http_host, settings.web_port)


def _work(settings: Settings) -> None:
    logs.configure(Service.ORDER, "worker")
    pool = make_pool(settings.worker_database_url, name="order-worker")
    with _store(settings.worker_database_url, _WORKER_LOG_POOL) as store:
        make_worker(settings, store, pool).run()


def _operate(settings: Settings, given: argparse.Namespace) -> int:
    url = settings.worker_database_url
    with make_pool(url, name="order-command", most=2) as pool, _store(url, 2) as store:
        return commands.run(Retailers(store, Rows(pool), settings.key_pepper), given)


def _desk(
    settings: Settings, store: OrderStore, pool: ConnectionPool, directory: Directory
) -> Desk:
    rows = Rows(pool)
    people = People(store, rows)
    return Desk(
        orders=Orders(store, people, Once(store, rows)),
        people=people,
        directory=directory,
        api_key=ApiKey(directory, settings.key_pepper, pace=Pace(settings.requests_a_minute)),
        request_key=hashlib.sha256(f"requests\x1f{settings.key_pepper}".encode()).digest(),
        link_keys={kid: bytes.fromhex(key) for kid, key in settings.link_keys.items()},
        link_kid=settings.link_kid,
        public_url=settings.public_url,
    )


@contextmanager
def _store(database_url: str, pool_size: int) -> Iterator[OrderStore]:
    store = OrderStore(make_recorder(database_url, pool_size))
    try:
        yield store
    finally:
        store.close()


def _directory_check(directory: Directory) -> health.Check:
    async def check() -> str | None:
        complete = await asyncio.to_thread(directory.is_complete)
        return None if complete else "retailers and keys are not read to the end yet"

    return check


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="order", description=__doc__)
    programs = parser.add_subparsers(dest="command", required=True)
    programs.add_parser("web", help="serve the HTTP API")
    programs.add_parser("worker", help="move orders on and publish what was decided")
    programs.add_parser("migrate", help="bring the database up to date")
    commands.add_arguments(programs)
    return parser


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
