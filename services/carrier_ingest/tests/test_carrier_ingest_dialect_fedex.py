"""FedEx: histories, identity, times, several uses of a number, what cannot be read."""

from typing import Any

import msgspec
import pytest
from dialect_damage import JUNK, damage, paths
from dialect_fedex_payloads import (
    ATTEMPT,
    NUMBER,
    UNKNOWN,
    delivered,
    heard,
    one,
    polled,
    pushed,
    result,
    sample,
    scan,
    told,
)
from hypothesis import given
from hypothesis import strategies as st
from waymark_events.values import Place
from waymark_events.vocabulary import Certainty


def test_a_delivered_parcel_is_told_from_its_label_on() -> None:
    """Six scans, oldest first; the seventh was the fifth once more."""
    found = polled(sample("poll_delivered"), NUMBER)

    assert [(milestone, reason) for _, milestone, reason in told(found)] == [
        ("announced", "progress.update"),
        ("accepted", "progress.processed"),
        ("in_transit", "progress.departed"),
        ("in_transit", "progress.arrived"),
        ("out_for_delivery", "progress.update"),
        ("delivered", "delivered.to_recipient"),
    ]
    assert [answer.outcome for answer in found.answers] == ["news"]
    assert found.problems == ()


def test_a_failed_attempt_is_told_with_its_cause() -> None:
    """The scan says "exception"; the cause says that somebody stood at the door."""
    found = pushed(sample("push_attempt"))

    assert told(found) == [("event", "attempt_failed", "recipient.not_home")]
    assert found.statements[0].number == ATTEMPT


def test_a_parcel_at_customs_is_held() -> None:
    """In the envelope of polls, which pushes have too."""
    assert told(pushed(sample("push_customs"))) == [("event", "exception", "customs.held")]


def test_a_number_that_fedex_does_not_know_is_not_found() -> None:
    """With 200, and for a fresh label too."""
    found = polled(sample("poll_not_found"), UNKNOWN)

    assert [(a.outcome, a.advice) for a in found.answers] == [("not_found", "carry_on")]
    assert (found.statements, found.problems) == ((), ())


def test_another_error_beside_a_number_is_about_that_number_alone() -> None:
    """The one beside it is read."""
    bad = {"trackingNumber": UNKNOWN, "error": {"code": "TRACKING.X", "message": "Try later."}}
    found = polled({"trackResults": [bad, result(scan("PU"))]}, NUMBER, UNKNOWN)

    assert {a.number: (a.outcome, a.code) for a in found.answers} == {
        NUMBER: ("news", None),
        UNKNOWN: ("refused", "TRACKING.X"),
    }
    assert len(found.statements) == 1


def test_a_number_without_an_answer_is_told() -> None:
    """It will be asked for again."""
    found = polled(sample("poll_delivered"), NUMBER, UNKNOWN)

    assert found.problems == (f"the answer of FedEx says nothing about {UNKNOWN}",)


def test_a_scan_is_the_same_by_push_and_by_poll() -> None:
    """In either envelope, wherever the number stands, with the cause written another way."""
    first = scan("DE", exceptionCode="007", locationId="0122")
    again = scan("DE", exceptionCode="07", locationId="0122", at="2026-03-11T15:00:00Z")
    nested = {"trackingNumber": NUMBER, "trackResults": [result(again)]}

    by_push = pushed({"trackResults": result(first)}).statements[0]
    by_poll = polled({"output": {"completeTrackResults": [nested]}}, NUMBER).statements[0]

    assert by_push.scan_key == by_poll.scan_key
    assert by_push.scan_key == (
        "fedex", "fedex", NUMBER, f"2461098000~{NUMBER}~FX", "DE", "7", "20260311T150000Z", "0122",
    )  # fmt: skip


def test_a_scan_is_named_by_no_text() -> None:
    """Texts change with the language; without a site the place is part of the name."""
    translated = one("PU", eventDescription="Ramassé", derivedStatus="Ramassé")

    assert translated.scan_id == one("PU", eventDescription="Picked up").scan_id
    assert translated.scan_key[-1] == "MEMPHIS/US"
    assert one("PU", scanLocation={}).scan_id != translated.scan_id
    assert one("DP").scan_id != translated.scan_id


def test_another_use_of_the_number_is_another_parcel() -> None:
    """The last use counts, whichever stands first; its day is the front of FedEx's id."""
    old = delivered()
    new = result(scan("OC", at="2026-09-01T09:00:00-05:00"))
    new["trackingNumberInfo"]["trackingNumberUniqueId"] = f"2461280000~{NUMBER}~FX"

    for both in ([old, new], [new, old]):
        found = polled({"trackResults": both}, NUMBER)
        assert told(found) == [("event", "announced", "progress.update")]
        assert found.problems == ()


@pytest.mark.parametrize(
    ("written", "local", "zone", "certainty"),
    [
        ("2026-03-12T15:10:00-07:00", "2026-03-12T15:10:00", "-07:00", Certainty.EXACT),
        ("2026-03-12T15:10:00+0200", "2026-03-12T15:10:00", "+02:00", Certainty.EXACT),
        ("2026-03-12T15:10:00.123Z", "2026-03-12T15:10:00", "+00:00", Certainty.EXACT),
        ("2026-03-12T15:10:00", "2026-03-12T15:10:00", "America/Chicago", Certainty.PLACE),
        ("2026-03-12 15:10", "2026-03-12T15:10:00", "America/Chicago", Certainty.PLACE),
        ("2026-03-12", "2026-03-12", "America/Chicago", Certainty.NONE),
    ],
)
def test_a_time_is_kept_as_printed(
    written: str, local: str, zone: str, certainty: Certainty
) -> None:
    """With an offset it is exact, without one the place helps, and a day stays a day."""
    at = one("PU", at=written, scanLocation={"stateOrProvinceCode": "TX", "countryCode": "US"}).when

    assert (at.local, at.zone, at.certainty) == (local, zone, certainty)


def test_a_time_without_any_help_is_the_accounts() -> None:
    """And nobody's without an account's zone."""
    nowhere = scan("PU", at="2026-03-12T15:10:00", scanLocation={})

    (at_home,) = heard(nowhere, zone="Europe/Berlin").statements
    (unsure,) = heard(nowhere).statements

    assert (at_home.when.certainty, at_home.when.zone) == (Certainty.ACCOUNT, "Europe/Berlin")
    assert (unsure.when.certainty, unsure.when.instant) == (Certainty.NONE, None)


def test_a_scan_without_a_date_costs_no_other() -> None:
    """It is told, and the rest is read."""
    found = heard(scan("OD", at=""), scan("DP"), scan("PU", at="2026-02-30T10:00:00Z"))

    assert [reason for _, _, reason in told(found)] == ["progress.departed"]
    assert found.problems == (f"2 scans of {NUMBER} have no readable date",)


def test_a_place_is_a_city_and_a_text_is_a_fixed_phrase() -> None:
    """As printed, without entities; the street is dropped, and so is an empty place."""
    said = one("PU", eventDescription="Picked&nbsp;up <b>&amp; away</b>")

    assert said.place == Place(city="MEMPHIS", region="TN", country="US")
    assert (said.text, said.text_language) == ("Picked up & away", "en")
    bare = one("PU", scanLocation={"streetLines": ["1 Elm"], "countryName": "Canada"})
    assert bare.place == Place(country="CA")
    assert one("PU", scanLocation={"streetLines": [""]}).place is None


def test_a_summary_without_scans_is_one_where_it_says_when() -> None:
    """The same one that the scan will be, once it is given; `IN` is never taken for a scan's."""
    body = delivered()
    full = polled({"trackResults": [body]}, NUMBER).statements[-1]
    body["scanEvents"] = []

    (said,) = polled({"trackResults": [body]}, NUMBER).statements

    assert (said.scan_id, said.reason) == (full.scan_id, "delivered.to_recipient")
    body["latestStatusDetail"]["derivedCode"] = "IN"
    assert polled({"trackResults": [body]}, NUMBER).statements == ()


@pytest.mark.parametrize("body", [{}, [], {"output": {"alerts": "x"}}, {"trackResults": []}])
def test_a_payload_without_results_is_told(body: object) -> None:
    """In a sentence."""
    assert pushed(body).problems == ("a payload of FedEx holds no track result",)


def test_a_result_without_a_number_is_told() -> None:
    """The others are heard."""
    found = pushed({"trackResults": [{"scanEvents": [scan("PU")]}, result(scan("PU"))]})

    assert found.problems == ("1 track results of FedEx name no readable number",)
    assert len(found.statements) == 1


@given(data=st.data())
def test_damage_to_one_scan_of_fedex_costs_no_other(data: st.DataObject) -> None:
    """However one scan is mangled, those beside it are read as before."""
    before: dict[str, str] = {s.scan_id: s.milestone for s in _heard(delivered())}
    body = delivered()
    position = data.draw(st.integers(0, len(body["scanEvents"]) - 1))
    harmed = _heard(body | {"scanEvents": [body["scanEvents"][position]]})[0].scan_id
    mangled: Any = body["scanEvents"][position]
    how = data.draw(st.sampled_from(["drop", "retype", "nest", "repeat"]))
    damage(mangled, data.draw(st.sampled_from(paths(mangled))), how, data.draw(JUNK))

    after = {said.scan_id: said.milestone for said in _heard(body)}

    before.pop(harmed)
    assert before.items() <= after.items()


def _heard(body: dict[str, Any]) -> Any:
    return polled(msgspec.json.decode(msgspec.json.encode({"trackResults": [body]}))).statements
