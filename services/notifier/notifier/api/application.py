"""The web program put together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from psycopg_pool import ConnectionPool
from waymark_runtime import health
from waymark_runtime.directory import Directory
from waymark_runtime.health import Health
from waymark_runtime.http import ApiKey, Pace, make_application

from notifier.api import describing, messages
from notifier.api.desk import Desk
from notifier.app.messages import Messages
from notifier.settings import Settings


def make_web(settings: Settings, pool: ConnectionPool) -> FastAPI:
    """The application; the pool is open while it serves."""
    directory = Directory(pool)

    @asynccontextmanager
    async def opened(_: FastAPI) -> AsyncIterator[None]:
        pool.open(wait=False)
        try:
            yield
        finally:
            pool.close()

    app = make_application("Waymark: messages", _health(pool, directory), lifespan=opened)
    pace = Pace(settings.requests_a_minute)
    app.state.desk = Desk(
        api_key=ApiKey(directory, settings.key_pepper, pace=pace), messages=Messages(pool)
    )
    describing.describe(app)
    app.include_router(messages.router)
    return app


def _health(pool: ConnectionPool, directory: Directory) -> Health:
    """Ready: the database answers, retailers and keys were read once."""
    checks = Health()

    async def directory_is_read() -> str | None:
        complete = await asyncio.to_thread(directory.is_complete)
        return None if complete else "retailers and keys are not read to the end yet"

    checks.ready_when("database", health.database(pool))
    checks.ready_when("directory", directory_is_read)
    return checks
