"""One POST on one connection, fifteen seconds from its beginning to its end."""

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import httpcore

from notifier.app.webhooks.signing import Posting
from notifier.domain.webhooks.addresses import refused
from notifier.domain.webhooks.pace import TIMEOUT, Answer, wait_asked_for
from notifier.domain.webhooks.targets import BadTarget, Target, may_be_plain, target_of
from notifier.outbox.webhooks.guard import AddressRefused, Guarded, NameNotFound, Resolve

_MOST_READ: Final = 65_536
_EXCERPT: Final = 1_024
_AGENT: Final = ("user-agent", "Waymark-Webhooks/1")
_WORDS: Final[Mapping[type[Exception], str]] = {
    TimeoutError: "timeout",
    httpcore.TimeoutException: "timeout",
    AddressRefused: "address_refused",
    BadTarget: "address_refused",
    NameNotFound: "name_not_found",
    httpcore.ConnectError: "connection_failed",
    httpcore.NetworkError: "connection_broken",
    httpcore.ProtocolError: "answer_unreadable",
}
"""What the log of tries says; the first that fits."""
_FORESEEN: Final = tuple(_WORDS)


class Poster:
    """Posts to endpoints. No redirect is followed, no proxy asked, no cookie kept.

    `to_loopback` lets this machine be posted to, without TLS too.
    """

    def __init__(
        self,
        resolve: Resolve,
        trust: ssl.SSLContext,
        *,
        to_loopback: bool,
        now: Callable[[], datetime],
        timeout_s: float = TIMEOUT.total_seconds(),
        dial: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._resolve = resolve
        self._trust = trust
        self._to_loopback = to_loopback
        self._now = now
        self._timeout_s = timeout_s
        self._dial = dial

    async def post(self, posting: Posting) -> Answer:
        """Post once; whatever happens is an answer."""
        started = time.monotonic()
        said = _Said()
        try:
            target = target_of(posting.url, to_loopback=self._to_loopback)
            async with asyncio.timeout(self._timeout_s):
                await self._exchange(target, posting, said)
        except _FORESEEN as fault:
            said.error = _word(fault)
        return said.answer(int((time.monotonic() - started) * 1_000), self._now())

    async def _exchange(self, target: Target, posting: Posting, said: "_Said") -> None:
        """A connection of its own: the address is checked for each try."""

        def check(address: str) -> str | None:
            if not may_be_plain(target, address):
                return "without TLS"
            return refused(address, to_loopback=self._to_loopback)

        url = httpcore.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path
        )
        async with (
            httpcore.AsyncConnectionPool(
                ssl_context=self._trust,
                max_connections=1,
                max_keepalive_connections=0,
                network_backend=Guarded(self._resolve, check, self._dial),
            ) as pool,
            pool.stream(
                "POST", url, headers=[*posting.headers.items(), _AGENT], content=posting.body
            ) as response,
        ):
            said.status = response.status
            said.headers = response.headers
            async for part in response.aiter_stream():
                said.body += part
                if len(said.body) > _MOST_READ:
                    break


class _Said:
    """What has been answered so far: a status counts, though the rest never comes."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""
        self.error: str | None = None

    def answer(self, duration_ms: int, now: datetime) -> Answer:
        named = {name.lower(): value for name, value in self.headers}
        retry_after = named.get(b"retry-after", b"").decode("latin-1")
        return Answer(
            duration_ms=duration_ms,
            status=self.status,
            error=self.error if self.status is None else None,
            retry_after=wait_asked_for(retry_after, now),
            excerpt=self.body[:_EXCERPT].decode(errors="replace"),
        )


def _word(fault: BaseException) -> str:
    behind = fault.__cause__ or fault.__context__
    while isinstance(fault, httpcore.ConnectError) and behind is not None:
        if isinstance(behind, ssl.SSLError):
            return "tls_failed"
        behind = behind.__cause__ or behind.__context__
    return next(word for kind, word in _WORDS.items() if isinstance(fault, kind))
