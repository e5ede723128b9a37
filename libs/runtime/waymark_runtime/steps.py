"""The order of effects, written once and apart from who carries the effects out.

A step is a coroutine that awaits nothing but its ports: a transaction, the broker, a person's
mailbox. Production gives it ports that answer at once in a worker's thread, or that wait in the
event loop; tests/simulation gives it ports that hold it before every effect, so that it can die
there.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec, Protocol, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Call(Protocol):
    """How a step has a blocking function called: `asyncio.to_thread` is one way."""

    def __call__(
        self,
        function: Callable[Given, Answer],
        /,
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Awaitable[Answer]:
        """What the function answers or raises, once it was called."""


def at_once(step: Coroutine[Any, Any, Answer]) -> Answer:
    """Take a step whose ports all answer at once, in this thread; RuntimeError when one waits."""
    try:
        step.send(None)
    except StopIteration as end:
        answer: Answer = end.value
        return answer
    step.close()
    raise RuntimeError("a port of a step that is taken at once has waited")
