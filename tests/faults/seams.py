"""Where a test build takes a service's code in hand: functions by name, wrapped or put in place.

Production has no switches for this: a test build is the same program, started by `faults.build`.
A name that is not there any more is an error, so a renamed function cannot leave a fault unseen.
"""

import importlib
import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

Function = Callable[..., Any]


def found(path: str) -> tuple[Any, str, Function]:
    """`package.module:Class.name` as its owner, its name there, and what it is."""
    module, _, inside = path.partition(":")
    owner: Any = importlib.import_module(module)
    *above, name = inside.split(".")
    for one in above:
        owner = getattr(owner, one)
    return owner, name, getattr(owner, name)


def put(path: str, value: Any) -> None:
    """Have something else stand at a name."""
    owner, name, _ = found(path)
    setattr(owner, name, value)


def wrap(path: str, *, before: Function | None = None, after: Function | None = None) -> None:
    """Call `before` before each call of a function and `after` after it; they are given nothing."""
    owner, name, original = found(path)
    first, last = before or _nothing, after or _nothing

    @wraps(original)
    async def waited(*given: Any, **named: Any) -> Any:
        first()
        answer = await original(*given, **named)
        last()
        return answer

    @wraps(original)
    def called(*given: Any, **named: Any) -> Any:
        first()
        answer = original(*given, **named)
        last()
        return answer

    setattr(owner, name, waited if inspect.iscoroutinefunction(original) else called)


def _nothing() -> None:
    """Nothing is to be done there."""
