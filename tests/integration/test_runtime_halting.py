"""A position that counts in another log, or outside this one, stops the consumer with a sentence.

Seen to fail: without the checks of `_check`, the consumer reads on, silently from elsewhere.
"""

import asyncio

import psycopg
import pytest
from integration.runtime_consuming import Place, until
from kit.broker import Broker
from kit.databases import Databases
from waymark_runtime.records import Arrived

pytestmark = pytest.mark.integration
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
