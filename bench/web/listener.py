"""Opens many event streams and counts what each is told, as a process of its own.

Says a line when all are open, and one when each was told `events` statuses; then waits a moment for
what is too much, says what it found and ends.
"""

import asyncio
import json
import sys
import time
from contextlib import suppress
from typing import Any, Final

import msgspec
from msgspec import Struct

_MARK: Final = b"\nevent: status"
_OPENING: Final = 100
_TOO_MUCH_S: Final = 2.0
_GIVES_UP_S: Final = 300.0


class Wanted(Struct):
    """How many streams of what, and how many events each is to be told."""

    port: int
    path: str
    headers: dict[str, str]
    streams: int
    events: int


class Stream(asyncio.Protocol):
    """One reader. It is open once the server has said where the stream stands."""

    def __init__(self, wanted: Wanted) -> None:
        head = "".join(f"{name}: {value}\r\n" for name, value in wanted.headers.items())
        self._request = f"GET {wanted.path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{head}\r\n".encode()
        self._tail = b""
        self._wanted = wanted.events
        self.is_open = asyncio.Event()
        self.is_told = asyncio.Event()
        self.told = 0
        self.last = 0.0
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Count; a mark may be cut in two."""
        data = self._tail + data
        if not self.is_open.is_set() and b"\nid: " in data:
            self.is_open.set()
        if found := data.count(_MARK):
            self.told += found
            self.last = time.monotonic()
            if self.told >= self._wanted:
                self.is_told.set()
        self._tail = data[-len(_MARK) + 1 :]

    def connection_lost(self, exc: Exception | None) -> None:
        """No stream ends by itself here."""
        del exc
        self.lost = True
        self.is_open.set()


async def run(wanted: Wanted) -> None:
    """Open all, wait for what they are told."""
    loop = asyncio.get_running_loop()
    gate = asyncio.Semaphore(_OPENING)

    async def opened() -> Stream:
        async with gate:
            _, stream = await loop.create_connection(
                lambda: Stream(wanted), "127.0.0.1", wanted.port
            )
            await asyncio.wait_for(stream.is_open.wait(), _GIVES_UP_S)
            return stream

    streams = await asyncio.gather(*(opened() for _ in range(wanted.streams)))
    _say({"open": sum(not one.lost for one in streams)})
    with suppress(TimeoutError):
        async with asyncio.timeout(_GIVES_UP_S):
            await asyncio.gather(*(one.is_told.wait() for one in streams))
    await asyncio.sleep(_TOO_MUCH_S)
    told = sorted(one.told for one in streams)
    last = max(one.last for one in streams)
    _say({"least": told[0], "most": told[-1], "told": sum(told), "last": last})


def _say(found: dict[str, Any]) -> None:
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    asyncio.run(run(msgspec.json.decode(sys.argv[1], type=Wanted)))
