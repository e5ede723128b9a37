"""Whoever is posted to: webhooks of retailers, and a provider of SMS.

HTTP by hand, since no server's library closes a connection after it has read and before it answers.
"""

import asyncio
from contextlib import suppress
from typing import Final

from faults.control import HOST
from faults.notes import Notes

_HANGS_S: Final = 30.0
_SLOW_BYTE_S: Final = 0.2
MODES: Final = ("ok", "hang", "slow", "500", "429", "302", "reset")
_ANSWERS: Final = {
    "ok": b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
    "500": b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
    "429": b"HTTP/1.1 429 Slow Down\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n",
    "410": b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
    "302": b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
}


class PostServer:
    """Each path is a receiver of its own; one that ends in `/gone` answers 410, always."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self.mode = "ok"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A connection: requests, until somebody has enough."""
        with suppress(OSError, asyncio.IncompleteReadError):
            while await self._one(reader, writer):
                await writer.drain()
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): text.strip() for name, _, text in (line.partition(":") for line in head)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        path = head[0].split(" ")[1]
        mode = "410" if path.endswith("/gone") else self.mode
        mark = headers.get("webhook-id") or headers.get("idempotency-key", "")
        self._notes.write({"post": path, "id": mark, "mode": mode, "body": body.decode()})
        return await self._answer(mode, writer)

    async def _answer(self, mode: str, writer: asyncio.StreamWriter) -> bool:
        if mode == "reset":
            writer.transport.abort()
            return False
        if mode == "hang":
            await asyncio.sleep(_HANGS_S)
            return False
        if mode == "slow":
            for byte in _ANSWERS["ok"]:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(_SLOW_BYTE_S)
            return True
        writer.write(_ANSWERS[mode])
        return True


async def receive_posts(port: int, notes: Notes) -> PostServer:
    """Serve in this loop for as long as the process lives."""
    server = PostServer(notes)
    await asyncio.start_server(server.talk, HOST, port)
    return server
