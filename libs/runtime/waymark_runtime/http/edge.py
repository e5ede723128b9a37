"""The outermost layer of every web program: body cap, access log by pattern, no traceback."""

import logging
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from waymark_runtime.http.pace import with_told
from waymark_runtime.http.problems import Problem, of_unexpected, problem_response

MOST_BYTES: Final = 1_048_576
_LOG: Final = logging.getLogger("waymark.access")
_QUIET: Final = frozenset({"/live", "/ready", "/metrics"})
_REQUESTS: Final = Counter(
    "waymark_http_requests", "Requests answered", ("method", "route", "status")
)
_SECONDS: Final = Histogram("waymark_http_seconds", "Until the last byte", ("route",))


class Edge:
    """ASGI middleware. What is logged of a request: method, route pattern, status, duration.

    Paths hold tokens and numbers, so they are nowhere; an unknown path is `unmatched`. A body has
    at most `MOST_BYTES`, or what `caps` says for its path.
    """

    def __init__(self, app: ASGIApp, *, caps: Mapping[str, int] = MappingProxyType({})) -> None:
        self._app = app
        self._caps = caps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, scope)
        started = time.monotonic()
        try:
            await self._served(scope, receive, answer)
        finally:
            _note(scope, answer.status, time.monotonic() - started)

    async def _served(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        body = _Capped(receive, self._caps.get(scope["path"], MOST_BYTES))
        try:
            body.refuse_announced(scope)
            await self._app(scope, body, answer)
        except Exception as fault:
            if answer.status:
                _LOG.error("an answer broke off", exc_info=True)
                raise
            too_large = _too_large(fault)
            response = problem_response(too_large) if too_large else of_unexpected(fault)
            await response(scope, receive, answer)


class _Capped:
    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._read = 0

    def refuse_announced(self, scope: Scope) -> None:
        """Refuse by Content-Length, before anything is read."""
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value) > self._most:
                raise self._problem()

    async def __call__(self) -> Message:
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._read > self._most:
            raise self._problem()
        return message

    def _problem(self) -> Problem:
        return Problem(413, "too_large", f"a body may have {self._most} bytes; send less at once")


class _Answer:
    def __init__(self, send: Send, scope: Scope) -> None:
        self._send = send
        self._scope = scope
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = with_told(self._scope, message)
        await self._send(message)


def _too_large(fault: BaseException | None) -> Problem | None:
    """The cap's problem, also when a framework wrapped it."""
    while fault is not None:
        if isinstance(fault, Problem):
            return fault
        fault = fault.__cause__ or fault.__context__
    return None


def _note(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", None) or _started_with(scope)
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    _REQUESTS.labels(method, route, str(status)).inc()
    _SECONDS.labels(route).observe(seconds)
    if route not in _QUIET:
        _LOG.info("%s %s %s %.1f ms", method, route, status or "broken off", seconds * 1_000)


def _started_with(scope: Scope) -> str:
    return scope["path"] if scope["path"] in _QUIET else "unmatched"


_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
