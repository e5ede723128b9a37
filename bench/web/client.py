"""Asks one server over and over, as a process of its own that is not what is measured.

Plain sockets that stay open, one request at a time on each, answers parsed no further than needed.
Answers a line of JSON: counts, seconds, latencies, and its own seconds of processor.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Asked(Struct):
    """What to ask: each body of the file on the only path, or each path without a body.

    Latencies count after `warm_s`, for `seconds`.
    """

    port: int
    connections: int
    warm_s: float
    seconds: float
    method: str
    paths: list[str]
    headers: dict[str, str]
    bodies: str | None = None


class Tally:
    """Answers by status, and milliseconds of those that count."""

    def __init__(self, begins: float, ends: float) -> None:
        self.begins, self.ends = begins, ends
        self.every: Counter[int] = Counter()
        self.milliseconds: list[float] = []

    def note(self, status: int, asked: float, answered: float) -> None:
        """Count an answer."""
        self.every[status] += 1
        if self.begins <= asked and answered <= self.ends:
            self.milliseconds.append((answered - asked) * 1e3)


class Connection(asyncio.Protocol):
    """One socket: asks, waits, asks again until the end."""

    def __init__(
        self, requests: Iterator[bytes], tally: Tally, ended: asyncio.Future[None]
    ) -> None:
        self._requests, self._tally, self._ended = requests, tally, ended
        self._buffer = b""
        self._asked = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport: Any = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Take what came; a whole answer leads to the next request."""
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(self._buffer, 0, head + 2)
        if len(self._buffer) < head + 4 + (int(length[1]) if length else 0):
            return
        now = time.perf_counter()
        self._tally.note(int(self._buffer[9:12]), self._asked, now)
        self._buffer = b""
        if now < self._tally.ends:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The server's end, or ours."""
        if exc is not None:
            self._tally.every[0] += 1
        if not self._ended.done():
            self._ended.set_result(None)

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self._transport.write(next(self._requests))


def requests(asked: Asked) -> Sequence[bytes]:
    """All different requests, as they go over the wire."""
    head = "".join(f"{name}: {value}\r\n" for name, value in asked.headers.items())
    if asked.bodies is None:
        return [
            f"{asked.method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{head}\r\n".encode()
            for path in asked.paths
        ]
    start = f"{asked.method} {asked.paths[0]} HTTP/1.1\r\nhost: 127.0.0.1\r\n{head}"
    bodies = Path(asked.bodies).read_bytes().splitlines()
    return [f"{start}content-length: {len(one)}\r\n\r\n".encode() + one for one in bodies]


async def run(asked: Asked) -> dict[str, Any]:
    """Ask until the time is over."""
    loop = asyncio.get_running_loop()
    begins = time.perf_counter() + asked.warm_s
    tally = Tally(begins, begins + asked.seconds)
    every = cycle(requests(asked))
    used = time.process_time()
    waits = []
    for _ in range(asked.connections):
        ended = loop.create_future()
        waits.append(ended)
        await loop.create_connection(
            partial(Connection, every, tally, ended), "127.0.0.1", asked.port
        )
    await asyncio.wait_for(asyncio.gather(*waits), asked.warm_s + asked.seconds + 30)
    found = sorted(tally.milliseconds)
    return {
        "answers": sum(tally.every.values()),
        "by_status": dict(tally.every),
        "per_s": len(found) / asked.seconds,
        "p50_ms": found[len(found) // 2],
        "p99_ms": found[len(found) * 99 // 100],
        "client_cpu": (time.process_time() - used) / (asked.warm_s + asked.seconds),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(msgspec.json.decode(sys.argv[1], type=Asked)))))
