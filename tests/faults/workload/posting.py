"""A small HTTP client: one connection kept open, one request at a time.

The load comes from the machine that bears it: a full client costs more than what it asks for.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

from faults.control import HOST

_ANSWERS_WITHIN_S: Final = 15.0


class Unanswered(Exception):  # noqa: N818 (what happened, not whose error it is)
    """Nobody knows whether it was done."""


class Line:
    """A connection to a port of loopback; opened when it is needed, dropped after any trouble."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, Any]:
        """Status and decoded answer (None without one). Unanswered when none came."""
        lines = [f"POST {path} HTTP/1.1", f"Host: {HOST}:{self._port}"]
        lines += [f"{name}: {text}" for name, text in headers.items()]
        lines += [f"Content-Length: {len(body)}", "", ""]
        try:
            async with asyncio.timeout(_ANSWERS_WITHIN_S):
                return await self._asked("\r\n".join(lines).encode() + body)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as fault:
            self.close()
            raise Unanswered(type(fault).__name__) from fault

    async def _asked(self, request: bytes) -> tuple[int, Any]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(HOST, self._port)
        reader, writer = self._streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        length = head.partition("content-length:")[2].partition("\r\n")[0]
        body = await reader.readexactly(int(length or 0))
        if "connection: close" in head:
            self.close()
        return status, json.loads(body) if body[:1] in (b"{", b"[") else None

    def close(self) -> None:
        """Drop the connection; the next request opens another."""
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None
