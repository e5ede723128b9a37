"""The declaration of topics: ours by name, those of retailers once for all."""

import pytest
from waymark_events.ids import RetailerId
from waymark_events.topics import (
    RETAILER_TOPICS,
    TOPICS,
    Outside,
    Service,
    declaration,
    retailer_topics,
    sources,
    writer_of,
)

SHOP = RetailerId("nord-licht")


def test_a_retailers_topics_are_found_by_their_names() -> None:
    """Three partitions, thirty days, contacts kept as the last of each key."""
    orders, contacts, events = retailer_topics(SHOP)

    assert [topic.name for topic in (orders, contacts, events)] == [
        "retailer.nord-licht.orders.v1",
        "retailer.nord-licht.contacts.v1",
        "retailer.nord-licht.events.v1",
    ]
    for topic in (orders, contacts, events):
        assert declaration(topic.name) == topic
        assert topic.partitions == 3
    assert orders.settings()["retention.ms"] == events.settings()["retention.ms"] == "2592000000"
    assert contacts.settings()["cleanup.policy"] == "compact"
    assert contacts.settings()["max.compaction.lag.ms"] == "86400000"


def test_a_retailers_test_mode_has_topics_of_its_own() -> None:
    """`<id>.test` is another retailer; the dot is part of its id."""
    mode = RetailerId(f"{SHOP}.test")

    assert declaration("retailer.nord-licht.test.orders.v1") in retailer_topics(mode)
    assert not {topic.name for topic in retailer_topics(mode)} & {
        topic.name for topic in retailer_topics(SHOP)
    }


@pytest.mark.parametrize(
    "name",
    [
        "retailer.orders.v1",
        "retailer..orders.v1",
        "retailer.ab.orders.v1",
        "retailer.Nordlicht.orders.v1",
        "retailer.a.b.orders.v1",
        "retailer.nordlicht.live.orders.v1",
        "retailer.nordlicht.orders.v2",
        "retailer.nordlicht.orders",
        "xretailer.nordlicht.orders.v1",
        "unheard.v1",
    ],
)
def test_what_nobody_declared_is_no_topic(name: str) -> None:
    """A name that only looks like a retailer's is a programmer's mistake."""
    with pytest.raises(KeyError):
        declaration(name)


def test_no_retailer_can_take_a_topic_of_ours() -> None:
    """Whatever its id, no name of its topics is one of ours."""
    assert not [name for name in TOPICS if name.startswith("retailer.") and name.count(".") > 2]
    with pytest.raises(ValueError, match="no retailer id"):
        retailer_topics(RetailerId("no.retailer"))


def test_who_may_write_to_a_topic() -> None:
    """Our own types come from their only writer; on what a retailer writes any source stands."""
    assert writer_of("order.events.v1", "intake.refused.v1") is Service.ORDER
    assert writer_of("retailer.nord-licht.orders.v1", "order.place.v1") is Outside.RETAILER
    assert sources("order.events.v1", "order.placed.v1") == frozenset({"/waymark/order"})
    assert sources("order.events.v1", "shipment.scanned.v1") == frozenset()
    assert sources("retailer.nord-licht.orders.v1", "order.place.v1") is None
    assert sources("retailer.nord-licht.events.v1", "order.placed.v1") == frozenset(
        {"/waymark/order"}
    )


def test_what_is_repeated_for_retailers_is_written_somewhere_else() -> None:
    """A copy has an original, and the notifier, which makes it, reads the original or writes it."""
    for kind, copier in RETAILER_TOPICS["retailer.{retailer}.events.v1"].repeats.items():
        (origin,) = [topic for topic in TOPICS.values() if kind in topic.writers]
        assert copier is Service.NOTIFIER
        assert copier in (*origin.readers, origin.writers[kind])
