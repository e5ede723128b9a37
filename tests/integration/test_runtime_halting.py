"""A position that counts in another log, or outside this one, stops the consumer with a sentence.

Seen to fail: without the checks of `_check`, the consumer reads on, silently from elsewhere.
"""

import asyncio

import psycopg
import pytest
from aiokafka.admin import RecordsToDelete
from aiokafka.structs import TopicPartition
from integration.runtime_consuming import SOURCE, Place, until
from kit.broker import Broker
from kit.databases import Databases
from waymark_runtime.records import Arrived
from waymark_tools.operator import topics

pytestmark = pytest.mark.integration
_POSITIONS = "SELECT 1 FROM position"
WRONG = {
    "topic_id = 'other'": "deleted and made anew",
    "cluster_id = 'other'": "its own cluster",
    "next = 1000": "above the log's end",
    "next = -5": "deleted before they were read",
}


@pytest.mark.parametrize("change", WRONG)
def test_a_wrong_position_halts(broker: Broker, database: Databases, change: str) -> None:
    """Nothing is applied, readiness says which partition and what a person has to do."""
    place = Place(broker, database("projection")).prepare()
    applied: list[Arrived] = []

    async def scenario() -> str:
        async with place.consuming(lambda work: applied.extend(work.records)):
            await until(lambda: place.rows("SELECT count(*) FROM position")[0][0] == 12)
        with psycopg.connect(place.urls.worker) as connection:
            connection.execute(f"UPDATE position SET {change}")
        place.send(b"a")
        async with place.consuming(lambda work: applied.extend(work.records)) as keeper:
            await until(lambda: keeper.halted)
            return keeper.problem or ""

    sentence = asyncio.run(scenario())

    assert WRONG[change] in sentence
    assert "shipment.events.v1[" in sentence
    assert applied == []


def test_a_log_that_was_truncated_under_its_consumer_halts(
    broker: Broker, database: Databases
) -> None:
    """F18: what was deleted before it was read is not stepped over; readiness says so.

    Seen to fail: without `check_span` the consumer goes on behind the hole.
    """
    place = Place(broker, database("projection")).prepare()
    applied: list[Arrived] = []
    log = [TopicPartition(f"{broker.prefix}{SOURCE}", number) for number in range(12)]

    async def scenario() -> str:
        async with place.consuming(lambda work: applied.extend(work.records)):
            await until(lambda: place.following() == 0 and len(place.rows(_POSITIONS)) == 12)
        place.send(b"unread", b"unread too")
        async with topics.admin(broker.bootstrap) as admin:
            await admin.delete_records({one: RecordsToDelete(before_offset=-1) for one in log})
        place.send(b"behind the hole")
        async with place.consuming(lambda work: applied.extend(work.records)) as keeper:
            await until(lambda: keeper.halted)
            return keeper.problem or ""

    sentence = asyncio.run(scenario())

    assert "shipment.events.v1[" in sentence
    assert "deleted before they were read" in sentence
    assert applied == []
