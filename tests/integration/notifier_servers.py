"""A mail server and an SMS provider that write down what arrives before they answer."""

import asyncio
import json
import socket
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

DROP: Final = "drop"
"""Hang up instead of answering."""
_HELD_S: Final = 30.0


class Post:
    """A mail server. `answers` to the next mails in turn, 250 after them; `refusal` at RCPT.

    `arrived` is called with each mail when all of it is here and nothing was answered yet; `hold`
    makes it wait there until `released`.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.rcpts: list[str] = []
        self.answers: deque[str] = deque()
        self.refusal: str | None = None
        self.arrived: Callable[[EmailMessage], None] = lambda _mail: None
        self.hold = False
        self.released = Event()
        self.port = free_port()

    @property
    def ids(self) -> list[str]:
        """The Message-IDs that arrived, in order."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        """Take a recipient, or say the refusal."""
        if self.refusal is not None:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail, then answer as told."""
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        self.mails.append(mail)
        self.rcpts += envelope.rcpt_tos
        answer = self.answers.popleft() if self.answers else "250 kept"
        await asyncio.to_thread(self.arrived, mail)
        if self.hold:
            await asyncio.to_thread(self.released.wait, _HELD_S)
        if answer == DROP:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return answer


@contextmanager
def post_office() -> Iterator[Post]:
    """A mail server on a port of its own."""
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=post.port, ready_timeout=10)
    controller.start()
    try:
        yield post
    finally:
        post.released.set()
        controller.stop()


class Texts:
    """An SMS provider. `answers` are codes for the next posts in turn, 202 after them."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.authorizations: list[str] = []
        self.answers: deque[int | str] = deque()
        self.url = ""

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        """Keep a post, then answer as told."""
        self.posts.append(json.loads(handler.rfile.read(int(handler.headers["Content-Length"]))))
        self.keys.append(handler.headers["Idempotency-Key"])
        self.authorizations.append(handler.headers.get("Authorization", ""))
        answer = self.answers.popleft() if self.answers else 202
        if isinstance(answer, str):
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        handler.send_response(answer)
        handler.send_header("Content-Length", "0")
        handler.end_headers()


@contextmanager
def sms_provider() -> Iterator[Texts]:
    """A provider on a port of its own."""
    texts = Texts()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            texts.take(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        texts.url = f"http://127.0.0.1:{server.server_port}/messages"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield texts
        finally:
            server.shutdown()
            thread.join()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
