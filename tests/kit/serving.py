"""A web program's application in the test's own process, on a real port."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from kit.waiting import eventually
from starlette.types import ASGIApp
from waymark_runtime.http.serving import server


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The application on a free port, as its program serves it; its address."""
    web = server(app, "127.0.0.1", 0)
    thread = Thread(target=lambda: asyncio.run(web.serve_quietly()))
    thread.start()
    try:
        eventually(lambda: web.started)
        yield f"http://127.0.0.1:{web.servers[0].sockets[0].getsockname()[1]}"
    finally:
        web.should_exit = True
        thread.join()
