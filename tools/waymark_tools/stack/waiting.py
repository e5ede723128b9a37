"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable
from typing import Final

_PAUSE_S: Final = 0.05


def wait_until(
    condition: Callable[[], bool], *, within_s: float, otherwise: Callable[[], str]
) -> None:
    """Return once the condition holds; TimeoutError, in `otherwise`'s words, if it never does."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() >= deadline:
            raise TimeoutError(otherwise())
        time.sleep(_PAUSE_S)
