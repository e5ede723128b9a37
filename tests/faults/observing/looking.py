"""A thread that does something until it is told to stop, and goes on after any trouble."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_JOIN_WITHIN_S: Final = 20.0


@contextmanager
def looking(name: str, look: Callable[[threading.Event], None]) -> Iterator[None]:
    """Run `look(stop)` again and again until this is left."""
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            try:
                look(stop)
            except Exception:
                stop.wait(0.5)

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_JOIN_WITHIN_S)
