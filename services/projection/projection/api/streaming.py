"""Server-sent events: an answer that goes on until the reader leaves or the process ends."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

HEARTBEAT_S: Final = 15.0
HEARTBEAT: Final = b": still here\n\n"
_SLOT_S: Final = 0.5
_HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
)
Write = Callable[[bytes], Awaitable[None]]
Pump = Callable[[Write], Awaitable[None]]


def event(name: str, data: bytes, last_id: str) -> bytes:
    """One event; `data` has no line breaks."""
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (last_id.encode(), name.encode(), data)


def place_of(last_id: str) -> bytes:
    """Where the stream stands, as an id without an event: a reader keeps it and tells nobody."""
    return b"id: %b\n\n" % last_id.encode()


def until_beat_s(now: float) -> float:
    """How long a stream at rest waits: to the end of a slot, so that thousands look together."""
    return HEARTBEAT_S - now % _SLOT_S


class EventStream(Response):
    """Runs a pump until it ends or the reader is gone; what the pump holds is released at once."""

    def __init__(self, pump: Pump, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        self._pump = pump
        self._head = [*_HEADERS, *headers]
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one reader."""
        del scope
        await send({"type": "http.response.start", "status": 200, "headers": self._head})

        async def write(chunk: bytes) -> None:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})

        async with _until_left(receive):
            await self._pump(write)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


@asynccontextmanager
async def _until_left(receive: Receive) -> AsyncIterator[None]:
    """End what is done in this block as soon as the reader is gone; one task for each reader."""
    doing = asyncio.current_task()
    if doing is None:
        raise RuntimeError("a reader is served by a task")

    over = False

    def end(_: "asyncio.Task[None]") -> None:
        if not over:  # it may be called a moment after the block was left
            doing.cancel()

    leaving = asyncio.create_task(_left(receive))
    leaving.add_done_callback(end)
    try:
        yield
    except asyncio.CancelledError:
        if not leaving.done() or doing.uncancel() > 0:
            raise  # somebody else has ended it, too
    finally:
        over = True
        leaving.cancel()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@contextmanager
def on_ending(call: Callable[[], None]) -> Iterator[None]:
    """Call as soon as the process is told to end, and before the server waits for open answers.

    The server's own handlers go on as they are; outside the main thread there are none.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def ending(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(call)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in before:
        signal.signal(number, ending)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@asynccontextmanager
async def running(program: Awaitable[None]) -> AsyncIterator[None]:
    """A task for as long as this lasts."""
    task = asyncio.ensure_future(program)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
