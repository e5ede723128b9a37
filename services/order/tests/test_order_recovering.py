"""Which events are put back first, and from where the log is published again."""

from datetime import UTC, datetime
from uuid import UUID

from order.app.recovering import Partition
from order.store.remaking import Told, told
from waymark_events.codec import encode, envelope
from waymark_events.ids import RetailerId
from waymark_events.messages.retailers import RetailerChanged
from waymark_events.topics import Service
from waymark_events.topics.names import ORDER_EVENTS
from waymark_runtime.records import Arrived
from waymark_runtime.relay import BATCH

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def event(version: int) -> Told:
    """The record that tells of the n-th event of one order."""
    record = Arrived(ORDER_EVENTS, 0, version, NOW, b"k", b"{}", ())
    return Told(record, (UUID(int=1), version), "order.amended.v1", None)


def test_the_last_events_of_a_partition_are_held_back() -> None:
    """As many as a relay publishes at once: of these the other messages may not have gone out."""
    partition = Partition()

    left = [partition.hear(event(version), None) for version in range(1, BATCH + 3)]

    assert [one.place[1] for one in left if one is not None] == [1, 2]
    assert len(partition.held) == BATCH


def test_what_the_log_has_is_held_and_never_put_back() -> None:
    """It has its number already."""
    partition = Partition()

    left = [partition.hear(event(version), version) for version in range(1, BATCH + 3)]

    assert left == [None] * (BATCH + 2)
    assert [number for _, number in partition.held] == list(range(3, BATCH + 3))


def test_a_repeat_takes_no_place() -> None:
    """Neither of what is held, nor of what the log had before what it told of last."""
    partition = Partition()
    partition.hear(event(5), 50)
    partition.hear(event(6), None)

    partition.hear(event(6), None)
    partition.hear(event(4), 40)

    assert [one.place[1] for one, _ in partition.held] == [5, 6]


def test_what_others_wrote_tells_of_no_event() -> None:
    """Another service's record, bytes of nobody, and a message that is not an event's first."""
    changed = RetailerChanged(retailer=RetailerId("shop"), version=3, at=NOW)
    ours = encode(envelope(Service.ORDER, "shop:3:0", NOW, "shop", changed))
    theirs = encode(envelope(Service.PROJECTION, "shop:3:0", NOW, "shop", changed))
    second = encode(envelope(Service.ORDER, "shop:3:1", NOW, "shop", changed))
    at = (ORDER_EVENTS, 0, 7, NOW)

    found = told(Arrived(*at, ours.key, ours.value, ours.headers))

    assert found is not None
    assert found.place[1] == 3
    assert found.event is not None
    assert found.event.state == ours.value
    odd = encode(envelope(Service.ORDER, "no id of ours", NOW, "shop", changed))
    for other in (theirs, second, odd):
        assert told(Arrived(*at, other.key, other.value, other.headers)) is None
    assert told(Arrived(*at, b"k", b"?", ())) is None
