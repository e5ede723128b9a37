"""What `waymark dialect` prints: a line for each thing that was heard, by the right channel."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.registry import DIALECTS
from typer.testing import CliRunner
from waymark_events.values import When
from waymark_events.vocabulary import Certainty
from waymark_tools.operator import hearing
from waymark_tools.operator.main import app

SAMPLES = Path(__file__).parents[2] / "services" / "carrier_ingest" / "tests" / "dialect_samples"


def heard(sample: str, *more: str, carrier: str = "ups") -> list[dict[str, Any]]:
    body = (SAMPLES / sample).read_bytes()
    done = CliRunner().invoke(app, ["dialect", carrier, *more], input=body)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_scan_is_a_line_with_its_place_and_its_own_time() -> None:
    """As a person needs it who mends a mapping."""
    scan = heard("ups_push_out_for_delivery.json")[0]

    assert scan.pop("scan_id")
    assert scan == {
        "kind": "scan",
        "number": "1ZK7R24W0310048711",
        "milestone": "out_for_delivery",
        "reason": "progress.update",
        "occurred_at": "2026-03-12T08:41:32-07:00",
        "certainty": "exact",
        "printed": "2026-03-12T08:41:32",
        "place": {"city": "Portland", "region": "OR", "postcode": None, "country": "US"},
        "code": "I/OT/021",
        "text": "Out for Delivery",
        "role": "event",
    }


def test_the_channel_is_found_by_what_is_heard() -> None:
    """A push and a poll of UPS have different shapes; either is understood without a word."""
    push = heard("ups_push_delivered.json")
    poll = heard("ups_poll_delivered.json")

    assert [line["kind"] for line in push][:1] == ["scan"]
    assert len([line for line in poll if line["kind"] == "scan"]) == 7
    assert poll == heard("ups_poll_delivered.json", "--channel", "poll")


def test_a_not_found_is_told_though_nobody_was_asked_for() -> None:
    """An answer about a number that it does not name."""
    lines = heard("ups_poll_not_found.json")

    assert [(line["kind"], line["number"], line["code"]) for line in lines] == [
        ("not_found", None, "TW0001")
    ]


def test_what_names_no_number_is_heard_all_the_same() -> None:
    """DPD answers about whom one asked for; FedEx's "not found" names the number within."""
    unnamed = heard("dpd_delivered.xml", carrier="dpd")
    not_found = heard("fedex_poll_not_found.json", carrier="fedex")

    assert {(line["kind"], line["number"]) for line in unnamed if line["kind"] == "scan"} == {
        ("scan", None)
    }
    assert [(line["kind"], bool(line["number"])) for line in not_found] == [("not_found", True)]


def test_what_cannot_be_read_is_an_error_line() -> None:
    """Never a traceback, and never nothing."""
    for dialect in DIALECTS.values():
        lines = list(hearing.lines(dialect, b"\xff\x00{", None, Conventions()))

        assert {line["kind"] for line in lines} == {"error"}, dialect.name


def test_a_channel_that_a_carrier_does_not_have_is_refused() -> None:
    """With those that it has."""
    done = CliRunner().invoke(app, ["dialect", "dhl_parcel_de", "--channel", "push"], input=b"x")

    assert done.exit_code == 1
    assert "dhl_parcel_de has no push; it has poll" in done.stderr


@pytest.mark.parametrize(
    ("local", "instant", "written"),
    [
        ("2026-03-12T08:41:32", "2026-03-12T15:41:32+00:00", "2026-03-12T08:41:32-07:00"),
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00+00:00", "2026-10-25T02:30:00+02:00"),
        ("2026-03-12T08:41:32", None, "2026-03-12T08:41:32"),
        ("2026-03-12", None, "2026-03-12"),
    ],
)
def test_a_time_is_written_with_its_offset_where_that_is_known(
    local: str, instant: str | None, written: str
) -> None:
    """A day stays a day."""
    body = {"local": local, "certainty": Certainty.PLACE if instant else Certainty.NONE}
    when = msgspec.convert(body | ({"instant": instant} if instant else {}), When)

    assert hearing.occurred_at(when) == written
