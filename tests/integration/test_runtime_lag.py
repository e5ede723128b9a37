"""What a process shows of its lag, on a real broker: its own partitions, and true ages."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from integration.runtime_consuming import SOURCE, Place, until
from integration.runtime_member import SESSION
from integration.runtime_members import members
from kit.broker import Broker
from kit.databases import Databases
from prometheus_client import REGISTRY
from waymark_runtime.broker import SUBSCRIBER
from waymark_runtime.consumer import Work
from waymark_runtime.consumer.keeping import Keeper

pytestmark = pytest.mark.integration
OLD_S = 3.0


@pytest.fixture
def place(broker: Broker, database: Databases) -> Place:
    return Place(broker, database("projection")).prepare()


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log is looked at in every round, not in every tenth; who is gone is missed sooner."""
    monkeypatch.setattr("waymark_runtime.consumer.keeping._ROUNDS_A_CHECK", 1)
    for name, milliseconds in SESSION.items():
        monkeypatch.setitem(SUBSCRIBER, name, milliseconds)


def shown(place: Place, what: str) -> dict[int, float]:
    """A lag gauge of the test's group by partition."""
    return {
        int(sample.labels["partition"]): sample.value
        for metric in REGISTRY.collect()
        for sample in metric.samples
        if sample.name == f"waymark_consumer_lag_{what}"
        and sample.labels["consumer"] == place.group
    }


def holding(release: Event) -> Callable[[Work], None]:
    """A handler that takes nothing before it is let."""

    def handler(work: Work) -> None:
        if not release.wait(30):
            raise TimeoutError

    return handler


def test_an_old_backlog_is_old_before_a_record_was_applied(place: Place) -> None:
    """A process that just began shows the age of what it finds, not the time since it began."""
    place.send(b"old")
    at_s = place.broker.consume_all(SOURCE)[0].timestamp / 1_000
    release = Event()

    async def scenario() -> None:
        await until(lambda: time.time() > at_s + OLD_S)
        async with place.consuming(holding(release)):
            await until(lambda: sum(shown(place, "records").values()) == 1)
            assert max(shown(place, "seconds").values()) == pytest.approx(time.time() - at_s, abs=1)
            release.set()
            await until(lambda: sum(shown(place, "records").values()) == 0)
            assert max(shown(place, "seconds").values()) == 0

    asyncio.run(scenario())


def test_a_record_after_a_silence_is_young(place: Place) -> None:
    """The age is that of what waits, not of what was applied before it."""
    place.send(b"long ago")
    release = Event()
    release.set()

    async def scenario() -> None:
        async with place.consuming(holding(release)):
            await until(lambda: place.following() == 1)
            release.clear()
            silent = time.time()
            await until(lambda: time.time() > silent + OLD_S)
            await asyncio.to_thread(place.send, b"now")
            sent = time.time()
            await until(lambda: sum(shown(place, "records").values()) == 1)
            assert max(shown(place, "seconds").values()) <= time.time() - sent + 1
            release.set()

    asyncio.run(scenario())


def test_a_process_shows_the_partitions_it_has_and_no_others(place: Place, tmp_path: Path) -> None:
    """What moved to another process is shown there alone, and again here when it comes back."""

    def mine(keeper: Keeper) -> set[int]:
        return {one.partition for one in keeper.subscriber.consumer.assignment()}

    async def scenario() -> None:
        with members(place, tmp_path) as start:
            async with place.consuming(lambda work: None) as keeper:
                await until(lambda: len(shown(place, "records")) == 12)

                other = start(1)
                await until(lambda: len(mine(keeper)) == len(shown(place, "records")) == 6)
                assert shown(place, "records").keys() == shown(place, "seconds").keys()
                assert set(shown(place, "records")) == mine(keeper)

                other.terminate()
                await until(lambda: len(shown(place, "seconds")) == 12)
            assert shown(place, "records") == shown(place, "seconds") == {}

    asyncio.run(scenario())
