"""A small HTTP server in threads of its own, on loopback, for as long as a context lasts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from waymark_tools.stack.ports import HOST

Served = tuple[HTTPStatus, str, bytes]
"""Status, content type, body."""


class _Server(ThreadingHTTPServer):
    """Ends without waiting for browsers that keep their connections."""

    daemon_threads = True
    block_on_close = False


@contextmanager
def serving(port: int, handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve on a port; answers the base address."""
    server = _Server((HOST, port), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
