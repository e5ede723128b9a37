"""Pushes scans at an even pace and waits for each on a live stream, as a process of its own.

Each push is the first scan of another parcel, so each leads to one event. A push counts from when
it was due. Answers a line of JSON: milliseconds to the answer, and to the event.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from bench.carrier import pushes

_SENDERS: Final = 32
_GIVES_UP_S: Final = 60.0
_TOO_MUCH_S: Final = 1.0
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_NUMBER: Final = re.compile(rb'"number":"(1Z[0-9A-Z]{16})"')


class Wanted(Struct):
    """Where to push and where to listen; `pace` pushes a second, those of `warm_s` do not count."""

    push_port: int
    push_path: str
    push_headers: dict[str, str]
    stream_port: int
    stream_headers: dict[str, str]
    pace: float
    warm_s: float
    seconds: float


class Ear:
    """Hears a live stream: when each number was told first, and how many events there were."""

    def __init__(self) -> None:
        self.told: dict[str, float] = {}
        self.events = 0

    async def hear(self, reader: asyncio.StreamReader) -> None:
        """Until cancelled."""
        while True:
            event = await reader.readuntil(b"\n\n")
            if found := _NUMBER.search(event):
                self.told.setdefault(found[1].decode(), time.monotonic())
                self.events += 1


async def run(wanted: Wanted) -> dict[str, Any]:
    """Listen, push all, wait for all."""
    reader, writer = await asyncio.open_connection("127.0.0.1", wanted.stream_port)
    writer.write(_head("GET", "/v1/stream", wanted.stream_headers) + b"\r\n")
    await reader.readuntil(b"\nid: ")
    ear = Ear()
    hearing = asyncio.create_task(ear.hear(reader))
    due, answered = await _pushed(wanted)
    deadline = time.monotonic() + _GIVES_UP_S
    while len(ear.told) < len(due) and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    await asyncio.sleep(_TOO_MUCH_S)
    hearing.cancel()
    writer.close()
    begins = min(due.values()) + wanted.warm_s
    counting = [name for name, when in due.items() if when >= begins]
    return {
        "pushed": len(due),
        "told": len(ear.told),
        "events": ear.events,
        "answer": _percentiles(due, answered, counting),
        "event": _percentiles(due, ear.told, counting),
    }


async def _pushed(wanted: Wanted) -> tuple[dict[str, float], dict[str, float]]:
    """When each number's push was due, and when it was answered; an error unless all were taken."""
    queue: asyncio.Queue[tuple[str, float]] = asyncio.Queue()
    due: dict[str, float] = {}
    answered: dict[str, float] = {}
    senders = [asyncio.create_task(_sender(wanted, queue, answered)) for _ in range(_SENDERS)]
    began = time.monotonic()
    for no in range(int(wanted.pace * (wanted.warm_s + wanted.seconds))):
        number, when = pushes.number_of(no), began + no / wanted.pace
        due[number] = when
        await asyncio.sleep(max(0.0, when - time.monotonic()))
        queue.put_nowait((number, when))
    joined = asyncio.create_task(queue.join())
    await asyncio.wait([joined, *senders], return_when=asyncio.FIRST_COMPLETED)
    for sender in senders:
        if sender.done():
            sender.result()
        sender.cancel()
    return due, answered


async def _sender(
    wanted: Wanted, queue: "asyncio.Queue[tuple[str, float]]", answered: dict[str, float]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", wanted.push_port)
    head = _head("POST", wanted.push_path, wanted.push_headers)
    while True:
        number, _ = await queue.get()
        body = json.dumps(pushes.push(number, 0)).encode()
        writer.write(head + b"content-length: %d\r\n\r\n" % len(body) + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        if answer[9:12] != b"200":
            raise RuntimeError(f"a push was answered {answer[:60]!r}")
        if (length := _LENGTH.search(answer)) and int(length[1]):
            await reader.readexactly(int(length[1]))
        answered[number] = time.monotonic()
        queue.task_done()


def _head(method: str, path: str, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{lines}".encode()


def _percentiles(
    due: Mapping[str, float], ended: Mapping[str, float], counting: Sequence[str]
) -> dict[str, float]:
    times = sorted((ended[name] - due[name]) * 1e3 for name in counting if name in ended)
    return {"p50_ms": times[len(times) // 2], "p99_ms": times[len(times) * 99 // 100]}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(msgspec.json.decode(sys.argv[1], type=Wanted)))))
