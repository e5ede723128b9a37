"""The web application of a service, with what every one of them has."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import MappingProxyType

from fastapi import FastAPI
from psycopg_pool import ConnectionPool
from starlette.routing import BaseRoute

from waymark_runtime.health import Health
from waymark_runtime.http import problems
from waymark_runtime.http.edge import Edge
from waymark_runtime.http.naming import named
from waymark_runtime.http.probes import probes

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def _nothing(_: FastAPI) -> AsyncIterator[None]:
    yield


def opening(pool: ConnectionPool) -> Lifespan:
    """A lifespan in which a pool is open; requests are served before the first connection is."""

    @asynccontextmanager
    async def opened(_: FastAPI) -> AsyncIterator[None]:
        pool.open(wait=False)
        try:
            yield
        finally:
            await asyncio.to_thread(pool.close)

    return opened


def make_application(
    title: str,
    health: Health,
    *,
    routes: Sequence[BaseRoute] = (),
    lifespan: Lifespan = _nothing,
    caps: Mapping[str, int] = MappingProxyType({}),
) -> FastAPI:
    """An application whose errors are problems and whose log has no paths.

    `routes` are plain Starlette routes for hot paths. What `lifespan` opens is open while requests
    are served, and closed after the last. `caps` are the most bytes of a body for paths that take
    files.
    """
    app = FastAPI(
        title=title,
        lifespan=lifespan,
        routes=[*probes(health), *map(named, routes)],
        # FastAPI's pages run scripts of a third party; a service that describes its API says where
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    problems.install(app)
    app.add_middleware(Edge, caps=caps)
    return app
