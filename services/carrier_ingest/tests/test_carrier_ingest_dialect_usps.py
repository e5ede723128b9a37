"""USPS: histories, identity by push and by poll, times, made-up scans, what cannot be read."""

from typing import Any

import msgspec
import pytest
from dialect_damage import JUNK, damage, paths
from dialect_usps_payloads import (
    CUSTOMS,
    NUMBER,
    OTHER,
    event,
    heard,
    one,
    polled,
    pushed,
    sample,
    told,
)
from hypothesis import given
from hypothesis import strategies as st
from waymark_events.values import Place
from waymark_events.vocabulary import Certainty


def test_a_delivered_parcel_is_told_from_its_label_on() -> None:
    """Seven of eight: the one at midnight, without a place, was seen by nobody."""
    found = polled(sample("poll_delivered"), NUMBER)

    assert told(found) == [
        ("announced", "progress.update"),
        ("announced", "progress.handed_over"),
        ("accepted", "progress.processed"),
        ("in_transit", "progress.arrived"),
        ("in_transit", "progress.arrived"),
        ("out_for_delivery", "progress.update"),
        ("delivered", "delivered.to_safe_place"),
    ]
    assert [answer.outcome for answer in found.answers] == ["news"]
    assert found.problems == ()


def test_a_failed_attempt_is_heard_through_its_envelope() -> None:
    """The details are a text of JSON inside JSON; as they stand they are read too."""
    body = sample("push_attempt")

    found = polled(body)

    assert told(found) == [("attempt_failed", "recipient.not_home")]
    assert found.statements[0].number == OTHER
    assert polled(body | {"payload": {"trackingNumber": OTHER}}).problems == ()


def test_customs_is_told_by_phrases_alone() -> None:
    """Abroad there are no codes."""
    assert told(polled(sample("poll_customs"), CUSTOMS)) == [
        ("in_transit", "progress.processed"),
        ("exception", "customs.held"),
    ]


def test_a_list_answers_each_of_its_numbers() -> None:
    """One is known, one is not, and one is missing."""
    error = {"trackingNumber": OTHER, "error": {"code": "404", "message": "Not available."}}
    odd = {"trackingNumber": "9400109205556004120001", "error": {"code": "x", "message": "Odd."}}
    asked = (NUMBER, OTHER, "9400109205556004120001", CUSTOMS)

    found = polled([sample("poll_delivered"), error, odd], *asked)

    assert [(a.number, a.outcome) for a in found.answers] == [
        (NUMBER, "news"), (OTHER, "not_found"), (asked[2], "refused"),
    ]  # fmt: skip
    assert found.problems == (f"the answer of USPS says nothing about {CUSTOMS}",)
    assert len(found.statements) == 7


def test_a_number_is_the_one_that_was_asked_for() -> None:
    """USPS may leave out the ZIP in front of it."""
    long = f"42097401{NUMBER}"
    body = sample("poll_delivered")

    assert {said.number for said in polled([body, {}], long, OTHER).statements} == {long}
    assert {said.number for said in polled(body, OTHER).statements} == {OTHER}


def test_a_scan_is_the_same_by_push_and_by_poll() -> None:
    """By the code, the local minute and the ZIP; the phrase is rewritten."""
    body = {
        "trackingNumber": NUMBER,
        "uniqueMailPieceID": "501503904",
        "trackingEvents": event("OF", "Out for Delivery"),
    }

    (by_push,) = pushed(body).statements
    (by_poll,) = polled(body | {"trackingEvents": [event("OF", "Out today")]}, NUMBER).statements

    assert by_push.scan_id == by_poll.scan_id
    assert by_push.scan_key == ("usps", "usps", NUMBER, "OF", "202603111000", "97201")


@pytest.mark.parametrize("piece", ["uniqueMailPieceId", "uniqueMailPieceID", "uniqueTrackingId"])
def test_the_id_of_the_piece_makes_no_other_scan(piece: str) -> None:
    """A poll bears it and a push does not: the page's push is told again by the poll behind it."""
    inner = msgspec.json.decode(sample("push_attempt")["payload"])

    (by_push,) = polled(sample("push_attempt")).statements
    (by_poll,) = polled(inner | {piece: "501503904"}, OTHER).statements

    assert by_push.scan_id == by_poll.scan_id


def test_a_phrase_that_was_mended_is_the_same_scan() -> None:
    """It says more of it; without a code the phrase is all there is."""
    first, later = one("01", "Delivered"), one("01", "Delivered, Front Door/Porch")

    assert first.scan_id == later.scan_id
    assert (first.reason, later.reason) == ("delivered.other", "delivered.to_safe_place")
    assert one(None, "Held in Customs").scan_key[3] == "held in customs"
    assert one("10", eventZIP="").scan_key[-1] == "PORTLAND"
    assert one("10", eventTimestamp="2026-03-11").scan_key[4] == "20260311"


@pytest.mark.parametrize(
    ("fields", "local", "zone", "certainty"),
    [
        ({}, "2026-03-11T10:00:00", "-07:00", Certainty.EXACT),
        ({"GMTOffset": None}, "2026-03-11T10:00:00", "-07:00", Certainty.EXACT),
        ({"GMTTimestamp": None}, "2026-03-11T10:00:00", "-07:00", Certainty.EXACT),
        ({"GMTTimestamp": "2020-01-01T00:00:00Z", "GMTOffset": None},
         "2026-03-11T10:00:00", "America/Los_Angeles", Certainty.PLACE),
        ({"GMTTimestamp": None, "GMTOffset": None},
         "2026-03-11T10:00:00", "America/Los_Angeles", Certainty.PLACE),
        ({"GMTTimestamp": None, "GMTOffset": None, "eventZIP": None, "eventState": None},
         "2026-03-11T10:00:00", "America/Phoenix", Certainty.ACCOUNT),
        ({"eventTimestamp": "10:00:00"}, "2026-03-11T10:00:00", "-07:00", Certainty.EXACT),
        ({"eventTimestamp": "2026-03-11", "GMTTimestamp": None},
         "2026-03-11", "America/Los_Angeles", Certainty.NONE),
    ],
)  # fmt: skip
def test_a_local_time_bears_a_z_that_means_nothing(
    fields: dict[str, Any], local: str, zone: str, certainty: Certainty
) -> None:
    """The instant beside it makes it exact; else the offset, the place, the account."""
    (said,) = heard(event("10", **fields), zone="America/Phoenix").statements

    assert (said.when.local, said.when.zone, said.when.certainty) == (local, zone, certainty)


def test_what_usps_makes_up_at_midnight_is_not_said() -> None:
    """It would end a silence. With a place, or at another hour, somebody saw the parcel."""
    nowhere: dict[str, Any] = {"eventCity": None, "eventState": None, "eventZIP": None}
    midnight: dict[str, Any] = {
        "eventTimestamp": "2026-03-12T00:00:00Z",
        "GMTTimestamp": None,
        "GMTOffset": None,
    }
    late = "In Transit, Arriving Late"

    assert told(heard(event("NT", **nowhere, **midnight))) == []
    assert told(heard(event(None, late, **nowhere, **midnight))) == []
    assert told(heard(event(None, late, **midnight))) == [("in_transit", "carrier.delayed")]
    assert told(heard(event("NT", **nowhere))) == [("in_transit", "progress.update")]
    assert told(heard(event("10", **nowhere, **midnight))) == [("in_transit", "progress.processed")]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({}, Place(city="PORTLAND", region="OR", country="US")),
        ({"eventCity": "ISC CHICAGO IL(USPS)", "eventState": None, "eventZIP": None},
         Place(name="ISC CHICAGO IL(USPS)", country="US")),
        ({"eventCity": None, "eventState": None, "eventZIP": None, "eventCountry": "CANADA"},
         Place(country="CA")),
        ({"eventCity": None, "eventState": None, "eventZIP": None}, None),
    ],
)  # fmt: skip
def test_a_place_is_a_city_a_facility_or_a_country(
    fields: dict[str, Any], place: Place | None
) -> None:
    """No country is the United States; a ZIP is never kept."""
    assert one("10", **fields).place == place


def test_a_phrase_is_shown_without_entities_and_tags() -> None:
    """As people read it."""
    assert one("10", "Priority<SUP>&reg;</SUP> &amp; more").text == "Priority® & more"


def test_an_event_without_a_date_costs_no_other() -> None:
    """It is told, and the rest is read."""
    found = heard(event("01", eventTimestamp="10:00", GMTTimestamp=None), event("OF"))

    assert told(found) == [("out_for_delivery", "progress.update")]
    assert found.problems == (f"1 events of {NUMBER} have no readable date",)


def test_what_holds_no_events_is_told() -> None:
    """An empty history is none that is wrong."""
    assert heard().problems == ()
    assert (
        f"what USPS answered about {NUMBER} holds no trackingEvents" in polled({}, NUMBER).problems
    )
    assert pushed({}).problems == ("1 entries of USPS name no readable trackingNumber",)
    assert polled({"payload": "{"}).problems == pushed({}).problems


@given(data=st.data())
def test_damage_to_one_event_of_usps_costs_no_other(data: st.DataObject) -> None:
    """However one event is mangled, those beside it are read as before."""
    before: dict[str, str] = _milestones(sample("poll_delivered"))
    body = sample("poll_delivered")
    position = data.draw(st.integers(0, len(body["trackingEvents"]) - 1))
    harmed = _milestones(body | {"trackingEvents": [body["trackingEvents"][position]]})
    mangled = body["trackingEvents"][position]
    how = data.draw(st.sampled_from(["drop", "retype", "nest", "repeat"]))
    damage(mangled, data.draw(st.sampled_from(paths(mangled))), how, data.draw(JUNK))

    after = _milestones(body)

    assert {scan: m for scan, m in before.items() if scan not in harmed}.items() <= after.items()


def _milestones(body: dict[str, Any]) -> dict[str, str]:
    return {said.scan_id: said.milestone for said in polled(body, NUMBER).statements}
