"""What is asked while a question is on its way is asked together in the next one."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from typing import Final, Generic, TypeVar

from waymark_events.ids import RetailerId

AT_ONCE: Final = 200
Answer = TypeVar("Answer")
Ask = Callable[[RetailerId, Collection[str]], Mapping[str, Answer]]
"""An answer for each name that a retailer's callers ask for; called in a thread."""
_Waiting = dict[str, list[asyncio.Future[Answer]]]


class Gathering(Generic[Answer]):
    """One question at a time for each retailer, about `at_once` names; belongs to one event loop.

    Nobody is answered by a question that was on its way before they asked: who has just written
    reads what they wrote.
    """

    def __init__(self, ask: Ask[Answer], at_once: int = AT_ONCE) -> None:
        self._ask = ask
        self._at_once = at_once
        self._waiting: dict[RetailerId, _Waiting[Answer]] = {}
        self._turns: set[asyncio.Task[None]] = set()

    async def get(self, retailer: RetailerId, name: str) -> Answer:
        """The answer for one name; raises what the question raised."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        if retailer not in self._waiting:
            self._waiting[retailer] = defaultdict(list)
            turns = asyncio.create_task(self._take_turns(retailer))
            self._turns.add(turns)
            turns.add_done_callback(self._turns.discard)
        self._waiting[retailer][name].append(future)
        return await future

    async def _take_turns(self, retailer: RetailerId) -> None:
        while waiting := self._waiting[retailer]:
            turn = dict(islice(waiting.items(), self._at_once))
            for name in turn:
                del waiting[name]
            await self._answered(retailer, turn)
        del self._waiting[retailer]

    async def _answered(self, retailer: RetailerId, turn: _Waiting[Answer]) -> None:
        try:
            found = await asyncio.to_thread(self._ask, retailer, turn.keys())
            answered = [(future, found[name]) for name, future in _open(turn)]
        except Exception as fault:
            for _, future in _open(turn):
                future.set_exception(fault)
            return
        for future, answer in answered:
            future.set_result(answer)


def _open(turn: _Waiting[Answer]) -> Iterator[tuple[str, asyncio.Future[Answer]]]:
    for name, futures in turn.items():
        for future in futures:
            if not future.done():
                yield name, future
