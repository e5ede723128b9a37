"""A reader of server-sent events."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Queue
from socket import SHUT_RDWR

import httpx
from kit.local import LOCAL

Events = Queue[dict[str, str]]


@contextmanager
def listening(url: str, **headers: str) -> Iterator[Events]:
    """The events of a stream as they come; an AssertionError when it does not open."""
    heard: Events = Queue()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with httpx.stream("GET", url, headers=named, timeout=30, **LOCAL) as answer:
        assert answer.status_code == 200, answer.read()
        threading.Thread(target=_read, args=(answer, heard), daemon=True).start()
        try:
            yield heard
        finally:
            _hang_up(answer)


def _hang_up(answer: httpx.Response) -> None:
    """Leave at once: while a thread reads from a socket, to close it is not to leave."""
    with suppress(OSError):  # the other side has left
        answer.extensions["network_stream"].get_extra_info("socket").shutdown(SHUT_RDWR)


def _read(answer: httpx.Response, heard: Events) -> None:
    event: dict[str, str] = {}
    try:
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            if not line and event.get("event"):
                heard.put(event)
            event = event | {name: value} if line else {}
    except (httpx.HTTPError, httpx.StreamError, RuntimeError):
        return
