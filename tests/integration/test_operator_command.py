"""The operator's command against a real broker."""

import json
from typing import Any

import pytest
from kit.broker import Broker
from typer.testing import CliRunner
from waymark_events.topics import TOPICS
from waymark_tools.operator.main import app
from waymark_tools.stack.servers import Servers

pytestmark = pytest.mark.integration


def ask(stack: Servers, broker: Broker, *words: str) -> tuple[int, Any]:
    """Run `waymark` with --json against this test's topics; exit code and answer."""
    options = ["--bootstrap", stack.bootstrap, "--prefix", broker.prefix, "--json"]
    done = CliRunner().invoke(app, [*words, *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.output)


def test_topics_are_made_as_declared_and_then_do_not_differ(stack: Servers, broker: Broker) -> None:
    """What is missing is named, made once, and a second time changes nothing."""
    code, missing = ask(stack, broker, "topics", "diff")
    assert code == 1
    assert {row["topic"] for row in missing} == set(TOPICS)

    ask(stack, broker, "topics", "apply")

    assert ask(stack, broker, "topics", "diff") == (0, [])
    assert ask(stack, broker, "topics", "apply") == (0, [])


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
