"""Plays the day: every story in a thread of its own, step by step."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from waymark_tools.demo.deeds import Actors, UnexpectedError, do
from waymark_tools.demo.observer import status_of, told_of
from waymark_tools.demo.shop import ShopError
from waymark_tools.demo.story import Day, Deed, Story

_FOLLOWS_WITHIN_S: Final = 30.0


class Stopped(Exception):  # noqa: N818 - it is no error
    """The play was ended before its end."""


class Player:
    """Plays once. `pace` stretches the file's seconds.

    `complaints` are what went otherwise than the file says, a sentence each.
    """

    def __init__(self, day: Day, actors: Actors, *, pace: float) -> None:
        self.day = day
        self.complaints: list[str] = []
        self.done: dict[str, int] = {tale.reference: 0 for tale in day.story}
        self._actors = actors
        self._pace = pace
        self._began = 0.0
        self._stop = threading.Event()

    @property
    def length_s(self) -> float:
        """When the last step is due, in seconds after the start."""
        return self._pace * max(step.at for step in self.day.steps)

    def play(self, meanwhile: Callable[[float], None]) -> None:
        """Play to the end; `meanwhile` is called often with the seconds since the start."""
        self._began = time.monotonic()
        with ThreadPoolExecutor(len(self.day.story), thread_name_prefix="story") as threads:
            stories = [threads.submit(self._tell, tale) for tale in self.day.story]
            try:
                while not all(story.done() for story in stories):
                    meanwhile(time.monotonic() - self._began)
                    self._stop.wait(0.25)
            finally:
                self._stop.set()
        for story in stories:
            story.result()

    def _tell(self, tale: Story) -> None:
        try:
            for deed in tale.steps:
                self._await_turn(deed)
                self._step(tale, deed)
                self.done[tale.reference] += 1
        except Stopped:
            return
        except (ShopError, UnexpectedError) as wrong:
            self._complain(tale, f"step {self.done[tale.reference] + 1}: {wrong}")

    def _await_turn(self, deed: Deed) -> None:
        due = self._began + deed.at * self._pace
        if self._stop.wait(max(0.0, due - time.monotonic())):
            raise Stopped

    def _step(self, tale: Story, deed: Deed) -> None:
        before = self._told(tale).count(deed.told or "")
        try:
            do(self._actors, tale, deed)
        except UnexpectedError as wrong:
            self._complain(tale, str(wrong))
        follows = self._actors.observer.wait(
            lambda: self._stop.is_set() or self._follows(tale, deed, before), _FOLLOWS_WITHIN_S
        )
        if not follows:
            wanted = f"shows {deed.shows}" if deed.shows else f"a mail {deed.told!r}"
            self._complain(
                tale,
                f"after step {self.done[tale.reference] + 1} ({_named(deed)}) {wanted} was "
                f"expected within {_FOLLOWS_WITHIN_S:.0f} s and did not come",
            )

    def _follows(self, tale: Story, deed: Deed, before: int) -> bool:
        order = self._actors.observer.order(tale.reference)
        status = status_of(order, tale.numbers[deed.of])
        shown = deed.shows is None or (status or {}).get("milestone") == deed.shows
        return shown and (deed.told is None or self._told(tale).count(deed.told) > before)

    def _told(self, tale: Story) -> Sequence[str]:
        return told_of(self._actors.observer.order(tale.reference))

    def _complain(self, tale: Story, sentence: str) -> None:
        self.complaints.append(f"{tale.name}: {sentence}")


def _named(deed: Deed) -> str:
    return type(deed).__name__.lower()
