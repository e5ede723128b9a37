"""Serving an application until SIGTERM, then until the requests in hand are answered."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

_GRACE_S: Final = 10


class Server(uvicorn.Server):
    """uvicorn; beside other programs of a loop it leaves signals to them."""

    _quiet = False

    async def serve_quietly(self) -> None:
        """Serve until `should_exit`, whatever signals come."""
        self._quiet = True
        await self.serve()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Take SIGTERM and SIGINT, unless somebody else has them."""
        if self._quiet:
            yield
            return
        with super().capture_signals():
            yield


def server(app: ASGIApp, host: str, port: int) -> Server:
    """A server that logs nothing of its own: the edge writes the access log."""
    return Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            forwarded_allow_ips="127.0.0.1",
            timeout_graceful_shutdown=_GRACE_S,
            timeout_keep_alive=20,
            http="httptools",  # written in C; without it uvicorn takes h11, which is Python
        )
    )


def serve(app: ASGIApp, host: str, port: int) -> None:
    """Serve until the process is told to end; SystemExit when it could not start."""
    server(app, host, port).run()
