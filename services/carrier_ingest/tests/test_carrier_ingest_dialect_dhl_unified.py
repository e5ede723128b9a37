"""DHL Unified, heard: the samples of poll and push, and what makes a scan this one."""

from datetime import UTC, datetime

import pytest
from carrier_ingest.carriers.heard import Basis, Outcome
from dialect_dhl_payloads import polled as asked_in_xml
from dialect_dhl_payloads import sample as xml
from dialect_dhl_unified_payloads import (
    EXPRESS,
    NUMBER,
    answer,
    asked,
    event,
    only,
    polled,
    pushed,
    sample,
    shipment,
    told,
)
from waymark_events.values import Place, Span, When
from waymark_events.vocabulary import Certainty

DELIVERED = "dhl_unified_delivered.json"


def test_a_poll_tells_the_whole_history_oldest_first() -> None:
    """Six events, newest first in the answer; the copy of the newest is no seventh."""
    heard = polled(sample(DELIVERED), NUMBER)

    assert told(heard) == [
        ("event", "announced", "progress.update"),
        ("event", "accepted", "progress.update"),
        ("event", "in_transit", "progress.departed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "delivered", "delivered.other"),
    ]
    assert [(one.number, one.outcome) for one in heard.answers] == [(NUMBER, Outcome.NEWS)]
    assert {(said.carrier, said.number) for said in heard.statements} == {("dhl_parcel_de", NUMBER)}
    assert (heard.trouble, heard.problems, heard.estimates) == (None, (), ())


def test_a_push_of_another_division_is_heard_in_its_own_carriers_stream() -> None:
    """Express, with offsets, duties due and a window in the destination's clocks."""
    heard = pushed(sample("dhl_unified_push_duties.json"))

    assert told(heard) == [
        ("event", "accepted", "progress.update"),
        ("event", "in_transit", "progress.departed"),
        ("event", "in_transit", "customs.presented"),
        ("event", "exception", "customs.duties_due"),
    ]
    assert {(said.carrier, said.number) for said in heard.statements} == {("dhl", EXPRESS)}
    first = heard.statements[0]
    assert first.place == Place(city="CHICAGO", country="US")
    assert first.when == When(
        local="2025-03-18T17:44:00",
        certainty=Certainty.EXACT,
        instant=datetime(2025, 3, 18, 22, 44, tzinfo=UTC),
        zone="-05:00",
    )
    (planned,) = heard.estimates
    assert (planned.carrier, planned.number, planned.basis) == ("dhl", EXPRESS, Basis.FIRST)
    assert planned.span == Span(
        from_="2025-03-24T10:00",
        to="2025-03-24T19:00",
        precision="window",
        zone="Europe/Berlin",
    )


def test_a_failed_attempt_is_told() -> None:
    """In the words of the division's own code, not of the coarse one."""
    said = only("ZN", "failure")

    assert (said.milestone, said.reason) == ("attempt_failed", "recipient.other")


def test_a_scan_pushed_and_polled_is_one_scan() -> None:
    """Both bring the whole history in one shape; a repeat changes nothing."""
    body = sample(DELIVERED)
    from_poll = polled(body, NUMBER)
    from_push = pushed(body | {"scope": "subscription.push", "service": "parcel-de"})

    ids = [said.scan_id for said in from_poll.statements]
    assert ids == [said.scan_id for said in from_push.statements]
    assert from_poll == polled(body, NUMBER)


def test_a_scan_is_named_by_division_time_and_code() -> None:
    """And by its place among its equals; what is filled in later is no part of it."""
    said = only("AA", "transit")
    bare = asked({"timestamp": "2025-03-13T10:00:00", "status": "AA"}).statements[0]
    mended = asked(event("AA", "transit", description="New", remark="more")).statements[0]

    key = ("dhl_unified", "dhl_parcel_de", NUMBER, "parcel-de", "2025-03-13T10:00:00", "AA", "0")
    assert said.scan_key == bare.scan_key == mended.scan_key == key


def test_a_sentence_is_no_part_of_a_scans_name() -> None:
    """It changes with the language; equals are told apart by their order."""
    english = asked(event("Delivered to a shop"), event("Sorted")).statements
    german = asked(event("An eine Filiale geliefert"), event("Sortiert")).statements

    assert [said.scan_key[-2:] for said in english] == [("", "0"), ("", "1")]
    assert [said.scan_id for said in english] == [said.scan_id for said in german]


@pytest.mark.parametrize("offset", ["Z", "+00:00", "+0000", ".000Z"])
def test_one_offset_however_it_is_printed(offset: str) -> None:
    """The scan and its time are the same."""
    usual, other = (
        asked(event("AA", at=f"2025-03-13T10:00:00{one}")).statements[0]
        for one in ("+00:00", offset)
    )

    assert (other.scan_id, other.when) == (usual.scan_id, usual.when)


def test_one_scan_in_two_dialects_of_dhl_has_two_names() -> None:
    """In one stream, at one minute, with one milestone: the fold sees the pair, nobody merges."""
    unified = polled(sample(DELIVERED), NUMBER).statements
    xml_said = asked_in_xml(xml("dhl_parcel_de_delivered.xml"), NUMBER).statements

    pairs = [
        [(said.carrier, said.number, said.when.instant, said.milestone) for said in one]
        for one in (unified, xml_said)
    ]
    assert pairs[0] == pairs[1]
    assert len({said.scan_id for said in (*unified, *xml_said)}) == 2 * len(unified)
    assert {said.scan_key[0] for said in (*unified, *xml_said)} == {"dhl_unified", "dhl_parcel_de"}


def test_an_asked_number_is_answered_under_the_accounts_carrier() -> None:
    """Whatever division answers and whatever it calls the shipment: that is where it is awaited."""
    heard = polled(answer(event("OK"), id=EXPRESS, service="express"), NUMBER)

    (said,) = heard.statements
    assert (said.carrier, said.number) == ("dhl_parcel_de", NUMBER)
    assert (said.milestone, said.scan_key[3]) == ("delivered", "express")
    unnamed = polled(answer(event("ZU"), id=""), NUMBER, options={})
    assert {(one.carrier, one.number) for one in unnamed.statements} == {("dhl", NUMBER)}


def test_an_answer_without_a_division_is_of_the_one_that_was_asked() -> None:
    """Where none was named either, its codes mean nothing: that is told."""
    body = answer(event("ZU"), service=None)

    assert [said.code for said in polled(body, NUMBER).statements] == ["parcel-de:ZU:*"]
    unknown = polled(body, NUMBER, options={})
    assert (unknown.statements, unknown.answers) == ((), ())
    assert unknown.problems == ("a shipment in an answer of DHL has no readable id or service",)


def test_of_several_shipments_the_one_that_was_meant_is_heard() -> None:
    """Called by the number, of the account's division, else of its carrier."""
    mine, namesake = shipment(event("ZU")), shipment(event("OK"), service="express")
    other = shipment(event("AA"), id="00340434900000000027")
    body = {"shipments": [namesake, other, mine]}

    for options in ({"carrier": "dhl_parcel_de", "service": "parcel-de"},
                    {"carrier": "dhl_parcel_de"}):  # fmt: skip
        assert [one.code for one in polled(body, NUMBER, options=options).statements] == [
            "parcel-de:ZU:*"
        ]


def test_of_namesakes_of_one_carrier_the_accounts_division_is_meant() -> None:
    """Which is why an account names it."""
    twins = [shipment(event("OK"), service=name) for name in ("express", "ecommerce")]

    heard = polled({"shipments": twins}, NUMBER, options={"service": "ecommerce"})

    assert {said.scan_key[3] for said in heard.statements} == {"ecommerce"}


def test_a_number_of_several_shipments_is_no_guess() -> None:
    """It is refused for now; a repeated shipment is one."""
    twins = [shipment(event("OK"), service=name) for name in ("express", "freight")]

    heard = polled({"shipments": twins}, NUMBER, options={})

    (refused,) = heard.answers
    assert (refused.outcome, heard.statements) == (Outcome.REFUSED, ())
    assert "say which service" in heard.problems[0]
    assert len(polled({"shipments": [twins[0]] * 2}, NUMBER, options={}).statements) == 1
