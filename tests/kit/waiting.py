"""Waiting in tests: a condition with a deadline, never a sleep of a guessed length."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

Answer = TypeVar("Answer")
_PAUSE_S: Final = 0.05


def eventually(condition: Callable[[], Answer], *, within_s: float = 15.0) -> Answer:
    """The condition's first true answer; an AssertionError inside it means: not yet."""
    deadline = time.monotonic() + within_s
    while True:
        last: object
        try:
            answer = condition()
        except AssertionError as error:
            last = error
        else:
            if answer:
                return answer
            last = answer
        if time.monotonic() >= deadline:
            raise AssertionError(f"not within {within_s} s; at last: {last!r}")
        time.sleep(_PAUSE_S)
