"""Whoever asks while a question is on its way is answered by the next, with everybody else."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

import pytest
from waymark_events.ids import RetailerId
from waymark_runtime.gathering import Gathering

SHOP, OTHER = RetailerId("shop"), RetailerId("other")


@dataclass
class Table:
    """Answers an id with itself, but for those that are `absent`; holds every question up."""

    absent: frozenset[str] = frozenset()
    fault: Exception | None = None
    asked: list[tuple[str, list[str]]] = field(default_factory=list)
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    opened: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def ask(self, retailer: RetailerId, names: Collection[str]) -> dict[str, str | None]:
        """What a query does."""
        self.asked.append((retailer, sorted(names)))
        self.begun.release()
        assert self.opened.acquire(timeout=10)
        if self.fault is not None:
            raise self.fault
        return {name: None if name in self.absent else name for name in names}

    async def was_asked(self, times: int) -> None:
        """Until so many questions are on their way."""
        for _ in range(times):
            assert await asyncio.to_thread(self.begun.acquire, timeout=10)


Asks = Callable[[Gathering[str | None], Table], Awaitable[None]]


def play(table: Table, scenario: Asks) -> None:
    async def played() -> None:
        async with asyncio.timeout(15):
            await scenario(Gathering(table.ask), table)

    asyncio.run(played())


def test_what_is_asked_meanwhile_is_asked_together() -> None:
    """Three more while the first is on its way are one question, not part of the first.

    Seen to fail: with a question for each there are four.
    """

    async def scenario(gathering: Gathering[str | None], table: Table) -> None:
        first = asyncio.create_task(gathering.get(SHOP, "a"))
        await table.was_asked(1)
        more = [asyncio.create_task(gathering.get(SHOP, name)) for name in ("b", "a", "none")]
        await asyncio.sleep(0)
        table.opened.release(2)

        assert await first == "a"
        assert await asyncio.gather(*more) == ["b", "a", None]
        assert table.asked == [(SHOP, ["a"]), (SHOP, ["a", "b", "none"])]

    play(Table(absent=frozenset({"none"})), scenario)


def test_retailers_do_not_wait_for_each_other() -> None:
    """A question sees one retailer's rows; each has its own."""

    async def scenario(gathering: Gathering[str | None], table: Table) -> None:
        asking = [asyncio.create_task(gathering.get(shop, "a")) for shop in (SHOP, OTHER)]
        await table.was_asked(2)
        table.opened.release(2)

        assert await asyncio.gather(*asking) == ["a", "a"]
        assert sorted(table.asked) == [(OTHER, ["a"]), (SHOP, ["a"])]

    play(Table(), scenario)


def test_everybody_hears_of_a_fault_and_the_next_is_asked_anew() -> None:
    """A database that was away for a question is asked again by the next caller."""

    async def scenario(gathering: Gathering[str | None], table: Table) -> None:
        table.opened.release(3)
        heard = await asyncio.gather(
            *(gathering.get(SHOP, name) for name in ("a", "b")), return_exceptions=True
        )
        table.fault = None

        assert [str(one) for one in heard] == ["away", "away"]
        assert await gathering.get(SHOP, "a") == "a"

    play(Table(fault=ConnectionError("away")), scenario)


def test_a_caller_who_goes_away_takes_nobody_with_them() -> None:
    """The question is answered to the others."""

    async def scenario(gathering: Gathering[str | None], table: Table) -> None:
        gone, stays = (asyncio.create_task(gathering.get(SHOP, "a")) for _ in range(2))
        await table.was_asked(1)
        gone.cancel()
        table.opened.release(1)

        assert await stays == "a"
        with pytest.raises(asyncio.CancelledError):
            await gone

    play(Table(), scenario)


def test_a_question_has_its_most() -> None:
    """Of five hundred that wait each is answered, two hundred at a time."""

    async def scenario(gathering: Gathering[str | None], table: Table) -> None:
        table.opened.release(3)
        names = [f"n{number:03}" for number in range(500)]

        assert await asyncio.gather(*(gathering.get(SHOP, name) for name in names)) == names
        assert [len(asked) for _, asked in table.asked] == [200, 200, 100]

    play(Table(), scenario)
