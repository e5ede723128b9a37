"""The web program put together."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol

from fastapi import FastAPI
from psycopg_pool import ConnectionPool
from waymark_runtime import health
from waymark_runtime.directory import Directory
from waymark_runtime.health import Health
from waymark_runtime.http import ApiKey, Pace, make_application

from projection.api.docs import Docs
from projection.api.feed import Feed
from projection.api.lookups import LookUpPage
from projection.api.pages import Pages
from projection.api.reads import Reads
from projection.api.streaming import on_ending, running
from projection.app.board import Board
from projection.app.changes import Changes
from projection.app.lookups import Lookups
from projection.app.queries import Queries
from projection.app.tracking import Tracking
from projection.settings import Settings


class Hints(Protocol):
    """What posts hints to the board. `problem` says why nothing is heard; None while it is."""

    problem: str | None

    async def run(self) -> None:
        """Hear hints until cancelled."""


def make_web(
    settings: Settings, pool: ConnectionPool, board: Board, hints: Hints, changes_group: str
) -> FastAPI:
    """The application; the pool and the hints are open while it serves.

    `changes_group` is the consumer group that keeps the status changes a retailer's stream tells.
    """
    directory, queries = Directory(pool), Queries(pool)
    pace = Pace(settings.requests_a_minute)
    reads = Reads(queries, ApiKey(directory, settings.key_pepper, pace=pace))
    feed = Feed(reads, Changes(queries, changes_group), board)
    docs = Docs([*reads.routes(), *feed.routes()])
    pages = Pages(Tracking(pool, directory), board)
    look_up = LookUpPage(Lookups(pool, directory))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            pool.open(wait=False)
            stack.callback(pool.close)
            await stack.enter_async_context(running(hints.run()))
            stack.enter_context(on_ending(board.close))
            yield

    return make_application(
        "Waymark projection",
        _health(pool, directory, hints),
        routes=[
            *reads.routes(),
            *feed.routes(),
            *docs.routes(),
            *pages.routes(),
            *look_up.routes(),
        ],
        lifespan=lifespan,
    )


def _health(pool: ConnectionPool, directory: Directory, hints: Hints) -> Health:
    """Ready: the database answers, retailers and keys were read once, hints are heard."""
    checks = Health()

    async def hints_are_heard() -> str | None:
        return hints.problem

    checks.ready_when("database", health.database(pool))
    checks.ready_when("directory", health.directory(directory))
    checks.ready_when("hints", hints_are_heard)
    return checks
