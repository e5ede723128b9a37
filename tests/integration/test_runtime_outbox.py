"""What is committed goes out: in source order, whoever wrote it, before anything new is taken.

Seen to fail: rows read newest first go out against their source; messages not sorted by their
cause go out in the order of the handler's calls.
"""

import asyncio

import psycopg
import pytest
from integration.runtime_consuming import SOURCE, TARGET, Place, message, until
from kit.broker import Broker
from kit.databases import Databases
from waymark_events.partitions import partition_of
from waymark_runtime.consumer import Work
from waymark_runtime.outbox import AT_ONCE, Outbox
from waymark_runtime.outgoing import outgoing
from waymark_runtime.positions import locked_position

pytestmark = pytest.mark.integration
PARTITION = partition_of(b"k", 12)


@pytest.fixture
def place(broker: Broker, database: Databases) -> Place:
    return Place(broker, database("projection")).prepare()


def tell(work: Work) -> None:
    """Publish one message for each record, numbered as the record says; last record first."""
    for record in reversed(work.records):
        work.publish(record, TARGET, message(int(record.value or b"0")))


def published(place: Place) -> list[str]:
    """Ids of the messages, in order."""
    return [dict(one.headers)["ce_id"].decode() for one in place.broker.consume_all(TARGET)]


def test_messages_follow_their_causes(place: Place) -> None:
    """Messages go out in order of the records that caused them, and the outbox empties."""
    place.send(*(b"%d" % number for number in range(20)))

    async def scenario() -> None:
        async with place.consuming(tell):
            await until(lambda: place.following() == 20 and place.owed() == 0)

    asyncio.run(scenario())

    assert published(place) == [str(number) for number in range(20)]


def test_what_an_old_owner_left_goes_out_first(place: Place) -> None:
    """A row committed by an owner that died is published before the new owner's first batch."""

    async def first() -> None:
        async with place.consuming(lambda work: None):
            await until(lambda: place.rows("SELECT count(*) FROM position")[0][0] == 12)

    asyncio.run(first())
    leave(place, [1])
    leave(place, [2])
    place.send(b"3")

    async def second() -> None:
        async with place.consuming(tell):
            await until(lambda: place.following() == 1 and place.owed() == 0)

    asyncio.run(second())

    assert published(place) == ["1", "2", "3"]


def test_what_the_watchman_adds_between_batches_goes_out(place: Place) -> None:
    """A row added at a locked position, outside any batch, is published by the owner."""

    async def scenario() -> None:
        async with place.consuming(tell):
            place.send(b"1")
            await until(lambda: place.following() == 1)
            leave(place, [2])
            await until(lambda: place.owed() == 0)
            place.send(b"3")
            await until(lambda: place.following() == 2 and place.owed() == 0)

    asyncio.run(scenario())

    assert published(place) == ["1", "2", "3"]


def test_a_batch_waits_behind_more_than_is_asked_for_at_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many rows wait, what a batch adds goes out after all of them.

    Seen to fail: publishing the first rows that wait and the batch's own leaves out those between.
    """
    monkeypatch.setattr("waymark_runtime.consumer.keeping._ROUND_S", 3_600.0)

    async def scenario() -> None:
        async with place.consuming(tell):
            place.send(b"0")
            await until(lambda: place.following() == 1 and place.owed() == 0)
            for number in range(1, AT_ONCE + 10):
                await asyncio.to_thread(leave, place, [number])
            place.send(b"%d" % (AT_ONCE + 10))
            await until(lambda: place.following() == 2 and place.owed() == 0)

    asyncio.run(scenario())

    assert published(place) == [str(number) for number in range(AT_ONCE + 11)]


def test_a_row_whose_end_was_lost_goes_out_again(place: Place) -> None:
    """A crashed server may have forgotten that a row was deleted: it is said again and deleted.

    Seen to fail: passing over every row that this process published once leaves it for ever.
    """

    async def scenario() -> None:
        async with place.consuming(tell):
            owned(place, "CREATE RULE lost AS ON DELETE TO outbox DO INSTEAD NOTHING")
            place.send(b"1")
            await until(lambda: published(place)[:1] == ["1"])
            assert place.owed() == 1
            owned(place, "DROP RULE lost ON outbox")
            await until(lambda: place.owed() == 0)

    asyncio.run(scenario())

    assert set(published(place)) == {"1"}


def owned(place: Place, statement: str) -> None:
    """Run a statement as the tables' owner."""
    with psycopg.connect(place.urls.owner) as owner:
        owner.execute(statement)


def leave(place: Place, numbers: list[int]) -> None:
    """Commit messages at the partition's position, as another process would."""
    with psycopg.connect(place.urls.worker) as connection:
        following = locked_position(connection, place.group, SOURCE, PARTITION)
        ready = [outgoing(TARGET, message(number)) for number in numbers]
        Outbox(place.group).add(connection, SOURCE, PARTITION, following, ready)
