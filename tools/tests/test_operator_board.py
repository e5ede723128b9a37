"""What the board says of topics and groups, and what it does not pretend to know."""

from typing import Any

from aiokafka import TopicPartition
from waymark_tools.operator.board import Look, lines
from waymark_tools.operator.status import for_people

STREAM = "shipment.events.v1"
PREFIX = "t1."
GROUP = f"{PREFIX}projection.projector"
ONE, TWO, THREE = (TopicPartition(PREFIX + STREAM, number) for number in range(3))
PARKED = TopicPartition(f"{PREFIX}projection.dead-letters.v1", 0)
OTHERS = TopicPartition(f"{PREFIX}order.dead-letters.v1", 0)
STARTS = {ONE: 2, TWO: 0, THREE: 0, PARKED: 3, OTHERS: 0}
ENDS = {ONE: 10, TWO: 10, THREE: 10, PARKED: 8, OTHERS: 100}


def look(unread: tuple[int, int, int], ages: dict[TopicPartition, float | None]) -> Look:
    offsets = dict(zip((ONE, TWO, THREE), unread, strict=True))
    return Look(0.0, STARTS, ENDS, {GROUP: offsets}, {GROUP: ages})


def line(now: Look, topic: str = STREAM) -> dict[str, Any]:
    (found,) = (one for one in lines(now, now, PREFIX) if one["topic"] == topic)
    return found


def test_lag_is_that_of_all_partitions_and_of_the_oldest_record() -> None:
    """However young the records of the other partitions are."""
    found = line(look((8, 10, 9), {ONE: 3.0, THREE: 60.0}))

    assert (found["group"], found["lag"], found["lag_s"]) == ("projection.projector", 3, 60.0)
    assert found["records"] == 28


def test_without_lag_nothing_waits() -> None:
    """Zero is known then."""
    found = line(look((10, 10, 10), {}))

    assert (found["lag"], found["lag_s"]) == (0, 0.0)


def test_an_age_that_could_not_be_asked_is_not_said() -> None:
    """A part of the partitions may hide the oldest: people see a question mark, machines null."""
    found = line(look((8, 10, 9), {ONE: 3.0}))

    assert (found["lag"], found["lag_s"]) == (3, None)
    assert for_people([found])[0]["lag_s"] == "?"


def test_where_nothing_lies_nothing_lags() -> None:
    """A compacted log may end above its last record."""
    found = line(look((8, 10, 9), {ONE: None, THREE: 4.0}))

    assert (found["lag"], found["lag_s"]) == (1, 4.0)


def test_a_group_shows_the_dead_letters_of_its_service() -> None:
    """Those that still lie there, and not another service's; who is no service has none."""
    now = look((10, 10, 10), {})
    strange = Look(0.0, STARTS, ENDS, {"console-7": {ONE: 10}}, {})

    assert line(now)["dead_letters"] == 5
    assert line(strange)["dead_letters"] is None
    assert line(now, "order.dead-letters.v1")["records"] == 100
    assert for_people([line(now, "contact.v1")])[0]["lag_s"] is None


def test_topics_of_retailers_stand_below_ours() -> None:
    """Those that are on the broker, whoever reads them; a stranger's topic is none of ours."""
    own = TopicPartition(f"{PREFIX}retailer.nordlicht.orders.v1", 0)
    stranger = TopicPartition(f"{PREFIX}retailer.nordlicht.letters.v1", 0)
    now = look((10, 10, 10), {})
    now = Look(0.0, {**STARTS, own: 0, stranger: 0}, {**ENDS, own: 7, stranger: 1}, now.unread, {})

    assert line(now, "retailer.nordlicht.orders.v1")["records"] == 7
    assert lines(now, now, PREFIX)[-1]["topic"] == "retailer.nordlicht.orders.v1"
