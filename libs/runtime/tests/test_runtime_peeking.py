"""When a record was appended: found in whatever batch it lies, or said to be nowhere."""

import asyncio
from types import SimpleNamespace
from typing import Any

from aiokafka import TopicPartition
from aiokafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder
from waymark_runtime.peeking import appended

HERE = TopicPartition("shipment.events.v1", 0)
NOT_LEADER = 6


def batch(*records: tuple[int, int]) -> bytes:
    """A batch of records by offset and time in milliseconds, as a broker keeps it."""
    builder = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, -1, 65_536)
    for offset, at_ms in records:
        builder.append(offset, at_ms, b"k", b"v", [])
    return bytes(builder.build())


def emptied(raw: bytes) -> bytes:
    """The same batch after compaction: it keeps its offsets and has lost its records."""
    head = bytearray(raw[:61])
    head[8:12] = (61 - 12).to_bytes(4, "big")
    head[57:61] = (0).to_bytes(4, "big")
    return bytes(head)


class Client:
    """A broker with one partition; answers the first batch that ends above the offset asked."""

    def __init__(self, *batches: bytes, code: int = 0, leader: int | None = 1) -> None:
        self._batches = batches
        self._code = code
        self.cluster = SimpleNamespace(leader_for_partition=lambda _: leader)

    async def send(self, node: int, request: Any) -> Any:
        """One fetch."""
        ((topic, ((partition, offset, _),)),) = request.topics
        found = [one for one in self._batches if DefaultRecordBatch(one).next_offset > offset]
        answer = (partition, self._code, 9, 9, 0, None, -1, found[0] if found else b"")
        return SimpleNamespace(topics=[(topic, [answer])])


def asked(client: Client, offset: int) -> dict[TopicPartition, float | None]:
    return asyncio.run(appended(client, {HERE: offset}))


def test_the_time_of_a_record_is_told() -> None:
    """Also where its batch began before it, or compaction left only one after it."""
    client = Client(batch((3, 3_000), (4, 4_000), (7, 7_000)))

    assert [asked(client, at)[HERE] for at in (3, 4, 5)] == [3.0, 4.0, 7.0]


def test_a_batch_that_compaction_emptied_is_passed_over() -> None:
    """It says nothing of what is still to be read."""
    gone = emptied(batch((0, 1_000), (1, 1_000)))

    assert asked(Client(gone, batch((2, 2_000))), 1) == {HERE: 2.0}
    assert asked(Client(gone), 1) == {HERE: None}


def test_nothing_is_told_where_nothing_lies() -> None:
    """A log may end in a hole: its end is above whatever can be read."""
    assert asked(Client(batch((0, 1_000))), 1) == {HERE: None}


def test_who_cannot_be_asked_is_left_out() -> None:
    """A guess would look like knowledge."""
    assert asked(Client(batch((0, 1_000)), code=NOT_LEADER), 0) == {}
    assert asked(Client(batch((0, 1_000)), leader=None), 0) == {}
    assert asked(Client(batch((0, 1_000)), leader=-1), 0) == {}
