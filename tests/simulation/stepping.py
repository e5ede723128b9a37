"""Steps held before each effect, so that somebody else goes first, or they die there."""

from collections.abc import Callable, Coroutine, Generator
from typing import ParamSpec, TypeVar

from simulation.counting import COUNTS

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def _always() -> bool:
    return True


class Hold:
    """The moment before an effect. `ready` tells whether it can happen now."""

    __slots__ = ("label", "ready")

    def __init__(self, label: str, ready: Callable[[], bool] = _always) -> None:
        self.label = label
        self.ready = ready

    def __await__(self) -> Generator["Hold", None, None]:
        yield self


async def hold(label: str, ready: Callable[[], bool] = _always) -> None:
    """Wait until it is this step's turn, and what it waits for is there."""
    await Hold(label, ready)
    while not ready():
        await Hold(label, ready)


async def call(
    function: Callable[Given, Answer], /, *args: Given.args, **kwargs: Given.kwargs
) -> Answer:
    """A blocking call as an effect: before it and after it somebody else may go first."""
    name = function.__qualname__
    await hold(name)
    answer = function(*args, **kwargs)
    await hold(f"after {name}")
    return answer


class Turn:
    """A lock whose waiting is seen by the scheduler."""

    def __init__(self) -> None:
        self._taken = False

    async def __aenter__(self) -> None:
        while self._taken:
            await hold("turn", lambda: not self._taken)
        self._taken = True

    async def __aexit__(self, *_: object) -> None:
        self._taken = False


class Thread:
    """One step under way. `at` is the effect it would have next; None once it is over."""

    def __init__(self, name: str, step: Coroutine[Hold, None, None]) -> None:
        self.name = name
        self._step = step
        self.at: Hold | None = None
        self._advance(lambda: step.send(None))

    @property
    def ready(self) -> bool:
        """Whether it could go on now."""
        return self.at is not None and self.at.ready()

    def go(self) -> None:
        """Let the effect happen, and whatever follows it up to the next one."""
        COUNTS["effects"] += 1
        self._advance(lambda: self._step.send(None))

    def fail(self, fault: Exception) -> None:
        """Let the effect fail instead, as its port would."""
        self._advance(lambda: self._step.throw(fault))

    def die(self) -> None:
        """End it here: no statement of it runs any more."""
        self.at = None
        self._step.close()

    def _advance(self, move: Callable[[], Hold]) -> None:
        try:
            self.at = move()
        except StopIteration:
            self.at = None
