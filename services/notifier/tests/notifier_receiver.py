"""Endpoints as retailers have them, good and bad: each path behaves in its own way."""

import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

_HELD_S: Final = 30.0
_DRIP_S: Final = 0.05


class Got:
    """One POST as it arrived."""

    def __init__(self, path: str, headers: dict[str, str], body: bytes) -> None:
        self.path, self.headers, self.body = path, headers, body

    @property
    def id(self) -> str:
        """The event's."""
        return self.headers["webhook-id"]


class Receiver:
    """A server that writes down what arrives before it answers. `answers` may change a path's.

    `/hang` waits until `released`, `/drip` and `/drip-head` never end, `/endless` answers 200 and
    never stops, `/redirect` leads to `/secret`, `/reset` hangs up, `/garbage` is no HTTP; any other
    path answers its last part where that is a number, else 204.
    """

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answers: dict[str, int] = {}
        self.headers: dict[str, str] = {}
        self.connections = 0
        self.at_once: Counter[str] = Counter()
        self.most_at_once: Counter[str] = Counter()
        self.released = threading.Event()
        self.port = 0
        self.scheme = "http"
        self._lock = threading.Lock()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"{self.scheme}://{host}:{self.port}{path}"

    def ids(self, path: str) -> list[str]:
        """The events that arrived there, in order."""
        return [one.id for one in list(self.got) if one.path == path]

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        """Keep a post, then behave as its path says."""
        path = handler.path
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        with self._lock:
            self.got.append(Got(path, headers, body))
            self.at_once[path] += 1
            self.most_at_once[path] = max(self.most_at_once[path], self.at_once[path])
        try:
            handler.close_connection = True
            with suppress(OSError):
                self._behaviour(path)(handler)
        finally:
            with self._lock:
                self.at_once[path] -= 1

    def _behaviour(self, path: str) -> Callable[[BaseHTTPRequestHandler], None]:
        known = {
            "/hang": self._hang,
            "/drip": self._drip,
            "/drip-head": self._drip_head,
            "/endless": self._endless,
            "/reset": lambda handler: handler.connection.shutdown(socket.SHUT_RDWR),
            "/garbage": lambda handler: _write(handler, b"what is this?\r\n\r\n"),
        }
        return known.get(path, self._plain)

    def _plain(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path
        last = path.rpartition("/")[2]
        status = self.answers.get(path, int(last) if last.isdigit() else 204)
        if path == "/redirect":
            status = 302
            handler.send_response(status)
            handler.send_header("Location", self.url("/secret"))
        else:
            handler.send_response(status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        text = b"" if status == 204 else b"said " + str(status).encode()
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        _write(handler, text)

    def _hang(self, handler: BaseHTTPRequestHandler) -> None:
        self.released.wait(_HELD_S)
        self._plain(handler)

    def _drip(self, handler: BaseHTTPRequestHandler) -> None:
        _write(handler, b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        self._drop_by_drop(handler)

    def _drip_head(self, handler: BaseHTTPRequestHandler) -> None:
        _write(handler, b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self._drop_by_drop(handler)

    def _drop_by_drop(self, handler: BaseHTTPRequestHandler) -> None:
        while not self.released.wait(_DRIP_S):
            _write(handler, b"x")

    def _endless(self, handler: BaseHTTPRequestHandler) -> None:
        _write(handler, b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while not self.released.is_set():
            _write(handler, b"x" * 65_536)


@contextmanager
def receiver(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A server on a port of its own, with TLS if a context is given."""
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            made.take(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
            made.connections += 1
            return super().get_request()

        def handle_error(self, *_: object) -> None:
            """A caller that hangs up is no news."""

    with Server(("127.0.0.1", 0), Handler) as server:
        made.port = server.server_port
        if tls is not None:
            made.scheme = "https"
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield made
        finally:
            made.released.set()
            server.shutdown()
            thread.join()


def _write(handler: BaseHTTPRequestHandler, text: bytes) -> None:
    handler.wfile.write(text)
    handler.wfile.flush()
