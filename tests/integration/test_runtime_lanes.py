"""A queue is published lane by lane: what cannot go out in one holds up no other.

Seen to fail: with all lanes in one step the topic that is there gets nothing while one is not.
"""

import asyncio
from collections.abc import Sequence

import pytest
from integration.runtime_consuming import message, settings_of, until
from kit.broker import Broker
from kit.databases import Databases
from waymark_runtime.lanes import LaneRelay
from waymark_runtime.outgoing import outgoing
from waymark_runtime.producer import Producer
from waymark_runtime.relay import Entry

pytestmark = pytest.mark.integration
THERE, ABSENT = "retailer.nordlicht.events.v1", "retailer.suedwind.events.v1"


class Lanes:
    """Three messages in each of two lanes."""

    name = "lanes"

    def __init__(self) -> None:
        self.rows = {
            topic: [Entry(number, [outgoing(topic, message(number))]) for number in range(3)]
            for topic in (ABSENT, THERE)
        }

    def lanes(self) -> Sequence[str]:
        return [lane for lane, rows in self.rows.items() if rows]

    def pending(self, lane: str, limit: int) -> Sequence[Entry]:
        return self.rows[lane][:2]

    def published(self, entries: Sequence[Entry]) -> None:
        gone = [entry.messages for entry in entries]
        for lane, rows in self.rows.items():
            self.rows[lane] = [entry for entry in rows if entry.messages not in gone]


def test_a_lane_that_cannot_go_out_holds_up_no_other(broker: Broker, database: Databases) -> None:
    """Its trouble is named; once its topic is there it goes out too, in order."""
    broker.create_topics(THERE)
    urls, queue = database("order"), Lanes()

    def ids(topic: str) -> list[bytes]:
        return [dict(one.headers)["ce_id"] for one in broker.consume_all(topic)]

    async def scenario() -> None:
        producer, stopping = Producer(settings_of(broker, urls)), asyncio.Event()
        await producer.start()
        relay = LaneRelay(queue, producer, urls.worker)
        running = asyncio.create_task(relay.run(stopping))
        await until(lambda: queue.lanes() == [ABSENT] and ABSENT in (relay.problem or ""))
        await asyncio.to_thread(broker.create_topics, ABSENT)
        await until(lambda: not queue.lanes() and relay.problem is None)
        stopping.set()
        await running
        await producer.stop()

    asyncio.run(scenario())

    assert ids(THERE) == ids(ABSENT) == [b"0", b"1", b"2"]
