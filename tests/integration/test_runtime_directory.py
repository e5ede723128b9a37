"""Retailers and keys: nothing else flows before they were read, and a revocation works soon."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from integration.runtime_consuming import Place, message, until
from kit.broker import Broker
from kit.databases import Databases
from waymark_events.codec import Encoded, encode, envelope, tombstone
from waymark_events.ids import KeyId, RetailerId
from waymark_events.messages.retailers import KeySet
from waymark_runtime.consumer import Work
from waymark_runtime.directory import GROUP, SOURCES, Directory, on_directory
from waymark_runtime.postgres import make_pool
from waymark_runtime.reached import Reached

pytestmark = pytest.mark.integration
NOW = datetime.now(UTC)


@pytest.fixture
def place(broker: Broker, database: Databases) -> Place:
    return Place(broker, database("projection"), group=GROUP, topics=SOURCES).prepare()


@pytest.fixture
def directory(place: Place) -> Iterator[Directory]:
    with make_pool(place.urls.web, name="web") as pool:
        yield Directory(pool)


def tell(place: Place, topic: str, one: Encoded) -> None:
    place.broker.send(topic, one.key, one.value, one.headers)


def key(version: int, **more: datetime) -> Encoded:
    body = KeySet(
        key_id=KeyId("k1"),
        retailer=RetailerId("shop"),
        version=version,
        digest="d1",
        scopes=("orders:write",),
        **more,
    )
    return encode(envelope("order", f"k1:{version}", NOW, "k1", body))


def test_a_web_process_knows_what_the_worker_read(place: Place, directory: Directory) -> None:
    """Complete once both topics were read to the end; the highest version counts."""
    tell(place, "retailer.v1", encode(message(2)))
    tell(place, "retailer.v1", encode(message(1)))
    tell(place, "key.v1", key(1))

    async def scenario() -> None:
        assert not directory.is_complete()
        async with place.consuming(on_directory):
            await until(directory.is_complete)

    asyncio.run(scenario())

    shop = directory.retailer("shop")
    assert shop is not None
    assert shop.version == 2
    assert directory.knows("shop")
    assert not directory.knows("other")
    found = directory.key("d1")
    assert found is not None
    assert found.scopes == {"orders:write"}


def test_what_was_said_while_nobody_read_is_waited_for(place: Place) -> None:
    """Read to the end once, and behind again: a worker that starts now does nothing before.

    Seen to fail: "read once, ever" lets a mail go out under settings that are long out of date.
    """
    tell(place, "retailer.v1", encode(message(1)))
    found: list[bool] = []

    async def scenario() -> None:
        with make_pool(place.urls.worker, name="test") as pool:
            async with place.consuming(on_directory) as keeper:
                at_first = Reached(pool, GROUP, SOURCES, place.broker.prefix, keeper.kafka)
                await until_true(at_first.look)
            tell(place, "retailer.v1", encode(message(2)))
            async with place.consuming(held_up, gate=asyncio.Event()) as keeper:
                again = Reached(pool, GROUP, SOURCES, place.broker.prefix, keeper.kafka)
                found.extend([await again.look() for _ in range(3)])
            async with place.consuming(on_directory) as keeper:
                again = Reached(pool, GROUP, SOURCES, place.broker.prefix, keeper.kafka)
                await until_true(again.look)

    asyncio.run(scenario())

    assert found == [False] * 3
    assert place.rows("SELECT version FROM retailer") == [(2,)]


def held_up(work: Work) -> None:
    """Nothing comes here, for the gate stays shut."""
    raise AssertionError(work.records)


async def until_true(look: Callable[[], Awaitable[bool]]) -> None:
    """Until it answers true; AssertionError after 20 s."""
    for _ in range(400):
        if await look():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("still behind")


def test_a_key_is_at_hand_once_it_was_asked_for(place: Place, directory: Directory) -> None:
    """No thread is needed for it then; what was never asked for is not known to be wrong."""
    tell(place, "key.v1", key(1))

    async def scenario() -> None:
        async with place.consuming(on_directory):
            await until(lambda: bool(place.rows("SELECT 1 FROM key")))

    asyncio.run(scenario())
    before = directory.key_at_hand("d1")
    asked = directory.key("d1")

    assert before is None
    assert asked is not None
    assert directory.key_at_hand("d1") == asked


def test_a_revocation_works_within_five_seconds(place: Place, directory: Directory) -> None:
    """Also where the key was asked for a moment ago, and when it is deleted."""
    tell(place, "key.v1", key(1))

    async def scenario() -> float:
        async with place.consuming(on_directory):
            await until(lambda: directory.key("d1") is not None)
            tell(place, "key.v1", key(2, revoked_at=NOW - timedelta(seconds=1)))
            began = time.monotonic()
            await until(lambda: directory.key("d1") is None)
            took = time.monotonic() - began
            tell(place, "key.v1", tombstone("k1"))
            await until(lambda: place.rows("SELECT count(*) FROM key") == [(0,)])
            return took

    assert asyncio.run(scenario()) < 5


def test_nothing_flows_before_the_directory_was_read(broker: Broker, database: Databases) -> None:
    """A gated consumer has joined and has a position, and yet applies nothing before the gate.

    Seen to fail: without the pause in `on_partitions_assigned` the record is applied at once.
    """
    gated = Place(broker, database("projection"), group="gated").prepare()
    open_one = replace(gated, group="open")
    heard: list[str] = []

    async def scenario() -> None:
        async with gated.consuming(lambda work: None):
            await until(lambda: gated.rows("SELECT count(*) FROM position") == [(12,)])
        gate = asyncio.Event()
        async with (
            gated.consuming(lambda work: heard.append("gated"), gate=gate),
            open_one.consuming(lambda work: heard.append("open")),
        ):
            gated.send(b"x", b"y")
            await until(lambda: "open" in heard)
            assert "gated" not in heard
            gate.set()
            await until(lambda: "gated" in heard)

    asyncio.run(scenario())
