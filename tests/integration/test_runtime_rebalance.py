"""Three members, a kill, a zombie and a fourth: each record once, first messages in order.

Seen to fail: applying a batch whole instead of its cut counts records twice; publishing only the
batch in hand leaves messages of the killed member out.
"""

import asyncio
import signal
from collections import defaultdict
from pathlib import Path

import pytest
from integration.runtime_consuming import SOURCE, TARGET, Place, settings_of
from integration.runtime_member import FREEZE
from integration.runtime_members import members
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from waymark_runtime.outgoing import Outgoing
from waymark_runtime.producer import Producer

pytestmark = pytest.mark.integration
RECORDS = 36_000
IDLE = (
    "SELECT count(*)::int FROM pg_stat_activity"
    " WHERE datname = current_database() AND state = 'idle in transaction'"
)


@pytest.fixture
def place(broker: Broker, database: Databases) -> Place:
    return Place(broker, database("projection")).prepare()


def test_members_come_and_go_and_each_record_is_applied_once(place: Place, tmp_path: Path) -> None:
    """kill -9, SIGSTOP beyond the session and SIGCONT, one more member, one stopped."""
    with members(place, tmp_path) as start:
        first, second, third = start(0), start(1), start(2)
        asyncio.run(send(place, RECORDS // 3))
        eventually(lambda: place.following() > 1_000, within_s=20)

        first.kill()
        start(0)
        second.send_signal(signal.SIGSTOP)
        asyncio.run(send(place, RECORDS // 3))
        eventually(lambda: place.following() == 2 * RECORDS // 3, within_s=60)

        second.send_signal(signal.SIGCONT)
        start(3)
        third.terminate()
        asyncio.run(send(place, RECORDS // 3))
        eventually(lambda: place.following() == RECORDS and place.owed() == 0, within_s=60)

    counts = place.rows("SELECT count(*), count(DISTINCT (partition, place)) FROM seen")
    assert counts == [(RECORDS, RECORDS)]
    assert firsts(place) == {no: list(range(RECORDS // 12)) for no in range(12)}


def test_a_member_frozen_inside_a_transaction_holds_nobody_up(place: Place, tmp_path: Path) -> None:
    """Its transaction is ended by the server; awake again it finds its records done.

    Seen to fail: without a limit on idle transactions the other waits for its locks for ever.
    """
    with members(place, tmp_path) as start:
        frozen = start(0)
        place.send(FREEZE, b"after")
        eventually(lambda: place.rows(IDLE) == [(1,)], within_s=20)

        start(1)
        eventually(lambda: place.following() == 2, within_s=30)
        frozen.send_signal(signal.SIGCONT)
        place.send(b"at last")
        eventually(lambda: place.following() == 3 and place.owed() == 0, within_s=20)

    assert place.rows("SELECT count(*), count(DISTINCT (partition, place)) FROM seen") == [(3, 3)]


async def send(place: Place, count: int) -> None:
    """Records in all partitions."""
    producer = Producer(settings_of(place.broker, place.urls))
    await producer.start()
    keys = await asyncio.to_thread(one_key_a_partition)
    for _ in range(0, count, 1_200):
        ready = [Outgoing(SOURCE, key, b"x", ()) for key in keys for _ in range(100)]
        await producer.publish_all(ready)
    await producer.stop()


def one_key_a_partition() -> list[bytes]:
    """Twelve keys, one for each partition."""
    found: dict[int, bytes] = {}
    number = 0
    while len(found) < 12:
        key = b"key-%d" % number
        found.setdefault(Outgoing(SOURCE, key, None, ()).partition, key)
        number += 1
    return [found[partition] for partition in range(12)]


def firsts(place: Place) -> dict[int, list[int]]:
    """Per source partition: the offsets of the messages that came first, in order of arrival."""
    heard: dict[int, dict[int, None]] = defaultdict(dict)
    for one in place.broker.consume_all(TARGET):
        partition, offset = divmod(int(dict(one.headers)["ce_id"]), 1_000_000)
        heard[partition].setdefault(offset)
    return {partition: list(offsets) for partition, offsets in sorted(heard.items())}
