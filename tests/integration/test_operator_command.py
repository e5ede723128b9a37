"""The operator's command against a real broker."""

import asyncio
import json
import time
from typing import Any

import msgspec
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from kit.broker import Broker
from kit.waiting import eventually
from typer.testing import CliRunner
from waymark_events.ids import RetailerId
from waymark_events.messages.retailers import RetailerSet
from waymark_events.partitions import partition_of
from waymark_events.topics import PARTITIONS, TOPICS, named, retailer_topics
from waymark_tools.operator.main import app
from waymark_tools.stack.servers import Servers

pytestmark = pytest.mark.integration
SHOP = RetailerId("nordlicht")


def ask(stack: Servers, broker: Broker, *words: str) -> tuple[int, Any]:
    """Run `waymark` with --json against this test's topics; exit code and answer."""
    options = ["--bootstrap", stack.bootstrap, "--prefix", broker.prefix, "--json"]
    done = CliRunner().invoke(app, [*words, *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.output)


def test_topics_are_made_as_declared_and_then_do_not_differ(stack: Servers, broker: Broker) -> None:
    """What is missing is named, made once, and a second time changes nothing.

    So are the topics of a retailer, once its newest settings say that it has some.
    """
    code, missing = ask(stack, broker, "topics", "diff")
    assert code == 1
    assert {row["topic"] for row in missing} == set(TOPICS)

    ask(stack, broker, "topics", "apply")

    assert ask(stack, broker, "topics", "diff") == (0, [])
    assert ask(stack, broker, "topics", "apply") == (0, [])

    for topics in (False, True):
        shop = RetailerSet(retailer=SHOP, version=1, name="Nordlicht", topics=topics)
        broker.send("retailer.v1", SHOP.encode(), msgspec.json.encode(shop))
    own = [topic.name for topic in retailer_topics(SHOP)]
    _, missing = ask(stack, broker, "topics", "diff")
    assert [row["topic"] for row in missing] == own
    _, made = ask(stack, broker, "topics", "apply")
    assert [row["topic"] for row in made] == own
    assert ask(stack, broker, "topics", "diff") == (0, [])


def test_a_dead_letter_is_listed_with_its_cause_and_shown_whole(
    stack: Servers, broker: Broker
) -> None:
    """At three in the night: what is it, where did it come from, why was it parked?"""
    broker.create_topics("order.dead-letters.v1")
    headers = [
        ("dl_topic", b"shipment.status.v1"),
        ("dl_partition", b"3"),
        ("dl_offset", b"77"),
        ("dl_reason", b"bad_value"),
        ("dl_detail", b"the value does not fit its type"),
        ("nothing", None),
    ]
    broker.send("order.dead-letters.v1", b"k", b"\xff\x00", headers)

    _, listed = ask(stack, broker, "dead-letters", "list", "--service", "order")
    _, shown = ask(stack, broker, "dead-letters", "show", listed[0]["place"])

    assert [(row["came_from"], row["reason"]) for row in listed] == [
        ("shipment.status.v1/3/77", "bad_value")
    ]
    assert shown["value"] == {"base64": "/wA="}
    assert shown["headers"]["nothing"] is None


def test_the_board_counts_records_of_every_topic(stack: Servers, broker: Broker) -> None:
    """A line a topic, with what lies on it, also where nobody reads."""
    ask(stack, broker, "topics", "apply")
    broker.send("contact.v1", b"k", b"{}")

    _, board = ask(stack, broker, "topics", "status")

    records = {row["topic"]: row["records"] for row in board}
    assert set(records) == set(TOPICS)
    assert records["contact.v1"] == 1


def test_the_board_says_how_old_the_oldest_unread_is_and_what_was_parked(
    stack: Servers, broker: Broker
) -> None:
    """Whatever else waits: one old record among thousands of young ones in other partitions."""
    broker.create_topics("shipment.events.v1", "projection.dead-letters.v1")
    broker.send("shipment.events.v1", b"old", b"read")
    broker.send("shipment.events.v1", b"old", b"unread")
    old_s = time.time()
    for number in range(3):
        broker.send("projection.dead-letters.v1", b"k", b"%d" % number)
    _commit(broker, "projection.projector", "shipment.events.v1", partition_of(b"old", PARTITIONS))
    eventually(lambda: time.time() > old_s + 3)
    for name in (b"young", b"younger", b"youngest"):
        broker.send("shipment.events.v1", name, b"x" * 900_000)

    _, board = ask(stack, broker, "topics", "status")

    (line,) = (row for row in board if row["topic"] == "shipment.events.v1")
    assert (line["group"], line["lag"], line["dead_letters"]) == ("projection.projector", 4, 3)
    assert line["lag_s"] == pytest.approx(time.time() - old_s, abs=1.5)


def _commit(broker: Broker, group: str, topic: str, partition: int) -> None:
    """A group that has read the first record of one partition and nothing else."""

    async def commit() -> None:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=broker.bootstrap,
            group_id=named(broker.prefix, group),
            enable_auto_commit=False,
        )
        await consumer.start()
        try:
            place = TopicPartition(named(broker.prefix, topic), partition)
            consumer.assign([place])
            await consumer.commit({place: 1})
        finally:
            await consumer.stop()

    asyncio.run(commit())
