"""A reader of server-sent events."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue

import httpx

Events = Queue[dict[str, str]]


@contextmanager
def listening(url: str, **headers: str) -> Iterator[Events]:
    """The events of a stream as they come; an AssertionError when it does not open."""
    heard: Events = Queue()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with httpx.stream("GET", url, headers=named, timeout=30, trust_env=False) as answer:
        assert answer.status_code == 200, answer.read()
        threading.Thread(target=_read, args=(answer, heard), daemon=True).start()
        yield heard


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
