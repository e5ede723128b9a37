"""A large body: its form, its way to a file, and an answer that holds the file until its end."""

import logging
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from email.message import Message
from typing import BinaryIO, Final, cast

from fastapi import Request
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send
from waymark_events.ids import RetailerId
from waymark_runtime.http import Problem
from waymark_runtime.http.problems import unavailable

from order.requests.importing.tables import ENCODINGS

MOST_BYTES: Final = 268_435_456
AT_ONCE: Final = 2
JSON_LINES: Final = frozenset({"application/x-ndjson", "application/jsonl"})
CSV: Final = "text/csv"
_IN_MEMORY: Final = 1_048_576
_RETRY_AFTER_S: Final = 10
_LOG: Final = logging.getLogger(__name__)


class Form(Struct, frozen=True):
    """What a body is by its headers: a table in this encoding, or JSON Lines."""

    is_table: bool
    encoding: str


class Turns:
    """How many imports a retailer has under way in this process: two, so that others have room."""

    def __init__(self) -> None:
        self._under_way: Counter[RetailerId] = Counter()

    def take(self, retailer: RetailerId) -> None:
        """Begin one; Problem 429 while there are two."""
        if self._under_way[retailer] >= AT_ONCE:
            raise Problem(
                429,
                "too_many_imports",
                f"{AT_ONCE} imports are under way; begin another when one has ended",
                headers={"Retry-After": str(_RETRY_AFTER_S)},
            )
        self._under_way[retailer] += 1

    def give_back(self, retailer: RetailerId) -> None:
        """End one."""
        self._under_way[retailer] -= 1
        if not self._under_way[retailer]:
            del self._under_way[retailer]


class HeldResponse(StreamingResponse):
    """Streams an answer, and lets go of what it was made from whatever becomes of the reader."""

    def __init__(self, records: Iterable[bytes], held: ExitStack, media_type: str) -> None:
        super().__init__(records, headers={"Cache-Control": "no-store"}, media_type=media_type)
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        with self._held:
            try:
                await super().__call__(scope, receive, send)
            except ClientDisconnect:
                _LOG.info("the reader of an import left before its end")


def form_of(request: Request) -> Form:
    """What the body is; Problem 415 when it is nothing that is read here."""
    given = Message()
    given["content-type"] = request.headers.get("content-type", "")
    kind, charset = given.get_content_type(), given.get_content_charset("utf-8")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise _not_read("a compressed body is not read; send it as it is")
    if kind not in JSON_LINES and kind != CSV:
        raise _not_read("send application/x-ndjson or text/csv")
    encoding = ENCODINGS.get(charset) if kind == CSV else {"utf-8": "utf-8"}.get(charset)
    if encoding is None:
        known = ", ".join(ENCODINGS if kind == CSV else ["utf-8"])
        raise _not_read(f"charset {charset[:40]!r} is not read here; send one of {known}")
    return Form(is_table=kind == CSV, encoding=encoding)


async def received(request: Request) -> BinaryIO:
    """The body as a file without a name: it is gone when it is closed, or the process ends."""
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (the caller closes it)
    try:
        async for chunk in request.stream():
            await run_in_threadpool(file.write, chunk)
    except BaseException as fault:
        file.close()
        if isinstance(fault, ClientDisconnect):
            raise Problem(400, "broken_off", "the file did not come to its end") from None
        if isinstance(fault, OSError):
            raise unavailable("there is no room for the file now; try again") from fault
        raise
    return cast("BinaryIO", file)


def _not_read(detail: str) -> Problem:
    return Problem(415, "unsupported_media_type", detail)
