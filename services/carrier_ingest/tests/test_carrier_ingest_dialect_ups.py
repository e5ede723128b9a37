"""UPS, heard: the samples of a push and of a poll, and every trap they are known for."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from carrier_ingest.carriers import ups
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Advice, Basis, Heard, Outcome, Statement
from waymark_events.values import Place, Span, When
from waymark_events.vocabulary import Certainty, Kind, Milestone

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "1ZK7R24W0310048711"
DUTIABLE = "1ZK7R24W6600000136"


def sample(name: str) -> dict[str, Any]:
    value: dict[str, Any] = msgspec.json.decode((SAMPLES / name).read_bytes())
    return value


def pushed(body: object, zone: str | None = "Europe/Berlin") -> Heard:
    return ups.parse(
        RawPayload(
            body=msgspec.json.encode(body), channel="push", conventions=Conventions(zone=zone)
        )
    )


def polled(body: object, *asked: str, zone: str | None = "Europe/Berlin") -> Heard:
    payload = RawPayload(
        body=msgspec.json.encode(body),
        channel="poll",
        asked=asked,
        conventions=Conventions(zone=zone, locale="en_US"),
    )
    return ups.parse(payload)


def package(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = body["trackResponse"]["shipment"][0]["package"][0]
    return found


def told(heard: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in heard.statements]


def push_of(type_: str, code: str, status: object = "", **fields: object) -> Statement:
    body = sample("ups_push_out_for_delivery.json") | fields
    body["activityStatus"] = {"type": type_, "code": code, "descriptionCode": status}
    return pushed(body).statements[0]


def test_a_push_out_for_delivery_is_heard_with_its_exact_time_and_window() -> None:
    """The pair in UTC makes the time exact, and the window belongs to the planned day."""
    heard = pushed(sample("ups_push_out_for_delivery.json"))

    (said,) = heard.statements
    assert (said.milestone, said.reason) == (Milestone.OUT_FOR_DELIVERY, "progress.update")
    assert said.when == When(
        local="2026-03-12T08:41:32",
        certainty=Certainty.EXACT,
        instant=datetime(2026, 3, 12, 15, 41, 32, tzinfo=UTC),
        zone="-07:00",
    )
    assert said.place == Place(city="Portland", region="OR", country="US")
    assert (said.code, said.text) == ("I/OT/021", "Out for Delivery")
    (planned,) = heard.estimates
    assert planned.basis == Basis.FIRST
    assert planned.span == Span(
        from_="2026-03-12T13:30",
        to="2026-03-12T17:30",
        precision="window",
        zone="America/Los_Angeles",
    )


def test_a_push_of_a_delivery_ignores_a_planned_day_years_away() -> None:
    """A code outside the tables is read by its status; the sample's 2019 is believed by nobody."""
    heard = pushed(sample("ups_push_delivered.json"))

    assert told(heard) == [("event", "delivered", "delivered.other")]
    assert heard.estimates == ()
    assert heard.problems == ()


def test_a_poll_tells_the_whole_history_oldest_first() -> None:
    """Seven scans, newest first in the answer, come out in the total order."""
    heard = polled(sample("ups_poll_delivered.json"), NUMBER)

    assert told(heard) == [
        ("event", "announced", "progress.update"),
        ("event", "accepted", "progress.processed"),
        ("event", "in_transit", "progress.departed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "in_transit", "progress.processed"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "delivered", "delivered.other"),
    ]
    assert [answer.outcome for answer in heard.answers] == [Outcome.NEWS]
    assert heard.estimates == ()
    assert heard.statements[-1].text == "DELIVERED"


@pytest.mark.parametrize("name", ["ups_push_out_for_delivery.json", "ups_push_delivered.json"])
def test_a_scan_pushed_and_polled_is_one_scan(name: str) -> None:
    """City case, postcode, offsets and texts differ between the channels; the scan does not."""
    from_push = {said.scan_id for said in pushed(sample(name)).statements}
    from_poll = {said.scan_id for said in polled(sample("ups_poll_delivered.json")).statements}

    assert from_push < from_poll


def test_a_customs_case_carries_the_duties_and_the_new_day() -> None:
    """Unpaid charges stand on the scan about them; no scan is lost for lacking a UTC pair."""
    heard = polled(sample("ups_poll_customs.json"), DUTIABLE)

    export, imported, due = heard.statements
    assert (export.milestone, export.reason) == ("in_transit", "progress.departed")
    assert (due.milestone, due.reason) == ("exception", "customs.duties_due")
    assert (due.duties_amount, due.duties_currency) == ("38.20", "GBP")
    assert imported.when.certainty == Certainty.PLACE
    assert imported.when.zone == "Europe/London"
    assert imported.duties_amount is None
    (planned,) = heard.estimates
    assert planned.basis == Basis.REVISED
    assert planned.span == Span(
        from_="2026-03-18", to="2026-03-18", precision="day", zone="Europe/Berlin"
    )


def test_charges_that_were_paid_are_no_duties() -> None:
    """The amount is due only while UPS says it is unpaid."""
    body = sample("ups_poll_customs.json")
    package(body)["paymentInformation"][0]["paid"] = True

    assert all(said.duties_amount is None for said in polled(body, DUTIABLE).statements)


def test_not_found_is_not_an_error() -> None:
    """A number UPS does not know yet comes with 200 and a warning."""
    heard = polled(sample("ups_poll_not_found.json"), "1ZK7R24W0310049998")

    (answer,) = heard.answers
    assert (answer.outcome, answer.code) == (Outcome.NOT_FOUND, "TW0001")
    assert (heard.trouble, heard.problems, heard.statements) == (None, (), ())


def test_not_found_as_the_documents_have_it_is_the_same() -> None:
    """The documents promise 404 with an error document."""
    body = {"response": {"errors": [{"code": "TW0001", "message": "Not Found"}]}}

    (answer,) = polled(body, NUMBER).answers

    assert answer.outcome == Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("code", "advice", "alarm"),
    [
        ("250002", Advice.STOP_ACCOUNT, True),
        ("UJ0001", Advice.STOP_ACCOUNT, True),
        ("251004", Advice.NEW_TOKEN, False),
        ("10429", Advice.RETRY_LATER, False),
        ("10004", Advice.RETRY_LATER, False),
    ],
)
def test_an_error_about_the_account_is_not_laid_on_the_number(
    code: str, advice: Advice, alarm: bool
) -> None:
    """What is wrong with credentials or with UPS itself is trouble of the account."""
    heard = polled({"response": {"errors": [{"code": code}]}}, NUMBER)

    assert heard.trouble is not None
    assert (heard.trouble.advice, heard.trouble.alarm) == (advice, alarm)


def test_an_unknown_error_is_told_and_tried_again() -> None:
    """An error code that stands on no page refuses for now and is a problem to look at."""
    heard = polled({"response": {"errors": [{"code": "X77"}]}}, NUMBER)

    (answer,) = heard.answers
    assert (answer.outcome, answer.advice) == (Outcome.REFUSED, Advice.RETRY_LATER)
    assert "X77" in heard.problems[0]


@pytest.mark.parametrize("written", ["154132", "15:41:32", 154132])
@pytest.mark.parametrize("offset", ["-07.00", "-07:00", ""])
def test_one_instant_however_it_is_printed(written: object, offset: str) -> None:
    """Colons, dots and numbers instead of texts change neither the time nor the scan."""
    body = sample("ups_push_out_for_delivery.json")
    usual = pushed(body).statements[0]

    said = pushed(body | {"gmtActivityTime": written, "gmtOffset": offset}).statements[0]

    assert (said.scan_id, said.when) == (usual.scan_id, usual.when)


def test_a_time_that_lost_its_leading_zero_is_read() -> None:
    """`74700` is 07:47:00."""
    said = push_of("I", "AR", gmtActivityTime="74700", localActivityTime="004700")

    assert said.when.instant == datetime(2026, 3, 12, 7, 47, tzinfo=UTC)
    assert said.when.local == "2026-03-12T00:47:00"


def test_without_a_pair_the_offset_makes_a_time_exact() -> None:
    """A local time with its offset needs nothing else."""
    said = push_of("I", "AR", gmtActivityDate="", gmtActivityTime="")

    assert said.when.certainty == Certainty.EXACT
    assert said.when.instant == datetime(2026, 3, 12, 15, 41, 32, tzinfo=UTC)


@pytest.mark.parametrize(
    ("location", "certainty", "zone"),
    [
        ({"country": "US", "stateProvince": "OR"}, Certainty.PLACE, "America/Los_Angeles"),
        ({"country": "US", "postalCode": "79901"}, Certainty.PLACE, "America/Denver"),
        ({"country": "US"}, Certainty.ACCOUNT, "Europe/Berlin"),
        ({"country": "GB"}, Certainty.PLACE, "Europe/London"),
        ({}, Certainty.ACCOUNT, "Europe/Berlin"),
    ],
)
def test_without_pair_and_offset_the_place_decides(
    location: dict[str, str], certainty: Certainty, zone: str
) -> None:
    """The zone comes from the scan's place where it has one, else from the account."""
    bare = {"gmtActivityDate": "", "gmtActivityTime": "", "gmtOffset": ""}

    said = push_of("I", "AR", **bare, activityLocation=location)

    assert (said.when.certainty, said.when.zone) == (certainty, zone)


def test_a_day_without_an_hour_stays_a_day() -> None:
    """No midnight is filled in."""
    bare = {"gmtActivityDate": "", "gmtActivityTime": "", "localActivityTime": ""}

    said = push_of("I", "AR", **bare)

    assert (said.when.local, said.when.instant) == ("2026-03-12", None)
    assert said.when.certainty == Certainty.NONE


@pytest.mark.parametrize(
    ("type_", "code", "status", "expected"),
    [
        ("M", "DP", "", ("event", "announced", "progress.update")),
        ("I", "DP", "", ("event", "in_transit", "progress.departed")),
        ("MV", "VP", "", ("event", "cancelled", "retailer.cancelled")),
        ("I", "VP", "", ("event", "announced", "progress.update")),
        ("D", "OT", "021", ("event", "out_for_delivery", "progress.update")),
        ("D", "OD", "072", ("event", "in_transit", "progress.processed")),
        ("I", "YP", "071", ("event", "in_transit", "progress.processed")),
        ("I", "OC", "160", ("event", "announced", "progress.update")),
        ("D", "KB", "161", ("event", "available_for_pickup", "pickup.counter")),
        ("D", "KB", "143", ("event", "in_transit", "progress.handed_over")),
        ("D", "FS", 11, ("event", "delivered", "delivered.other")),
        ("X", "Q9", "51", ("event", "exception", "external.weather")),
        ("D", "Q9", "999", ("event", "in_transit", "unmapped")),
        ("D", "", "", ("event", "in_transit", "unmapped")),
        ("X", "1C", "049", ("event", "exception", "customs.duties_due")),
        ("I", "Q9", "000", ("info", "unknown", "progress.update")),
        ("U", "UP", "154", ("info", "in_transit", "progress.update")),
        ("U", "UT", "153", ("info", "in_transit", "progress.update")),
        ("U", "PX", "155", ("info", "delivered", "delivered.other")),
        ("U", "Q9", "", ("info", "in_transit", "unmapped")),
        ("", "DP", "", ("event", "in_transit", "unmapped")),
        ("", "DP", "005", ("event", "in_transit", "progress.update")),
        ("", "OF", "", ("event", "out_for_delivery", "progress.update")),
        ("I", "LC", "051", ("event", "in_transit", "progress.processed")),
        ("I", "DL", "051", ("event", "exception", "external.weather")),
    ],
)
def test_codes_are_looked_up_by_type_then_code_then_status(
    type_: str, code: str, status: object, expected: tuple[str, str, str]
) -> None:
    """Type D never means delivered by itself; a vague code gives way to an exact status."""
    said = push_of(type_, code, status)

    assert (said.kind, said.milestone, said.reason) == expected


def test_a_postal_number_is_looked_up_in_the_postal_list_first() -> None:
    """Mail Innovations uses the same two characters with meanings of its own."""
    said = push_of("X", "1C", trackingNumber="92612999876543210987654321")

    assert (said.milestone, said.reason) == ("available_for_pickup", "pickup.counter")


@pytest.mark.parametrize(
    ("type_", "code", "patterns"),
    [
        ("I", "CA", ("*/AR/*", "*/DS/*", "*/UA/*")),
        ("I", "CD", ("*/DP/*", "*/UD/*")),
        ("I", "CL", ("*/UL/*",)),
        ("X", "TL", ("D/*/*",)),
        ("X", "8I", ("D/*/*",)),
    ],
)
def test_a_withdrawal_is_a_correction_that_names_what_it_may_take_back(
    type_: str, code: str, patterns: tuple[str, ...]
) -> None:
    """Five codes take an earlier scan back, each only one of its sort."""
    said = push_of(type_, code)

    assert (said.kind, said.withdraws_codes) == (Kind.CORRECTION, patterns)


def test_a_withdrawal_stays_one_beside_a_status_that_names_a_cause() -> None:
    """An exact status sharpens a vague event; it does not undo a correction."""
    assert push_of("I", "CA", "051").kind == Kind.CORRECTION


def test_the_same_two_characters_as_an_exception_withdraw_nothing() -> None:
    """`CA` of type X is a parcel that is too large."""
    assert push_of("X", "CA").kind == Kind.EVENT


def test_a_data_event_on_the_way_moves_nothing() -> None:
    """A logical scan is no sight of the parcel, unless it tells of data or trouble."""
    body = sample("ups_poll_delivered.json")
    package(body)["activity"][3]["logicalScan"] = True

    kinds = [said.kind for said in polled(body, NUMBER).statements]

    assert [kind == Kind.INFO for kind in kinds] == [False, False, False, True, False, False, False]


def test_the_last_day_at_the_pick_up_point_stands_on_the_scan_that_waits_there() -> None:
    """`pickupByDate` becomes the day until which the parcel waits."""
    body = sample("ups_poll_customs.json")
    package(body)["activity"][0]["status"] = {"type": "I", "code": "Q9", "statusCode": "161"}
    package(body)["accessPointInformation"] = {"pickupByDate": "20260326"}

    untils = [said.pickup_until for said in polled(body, DUTIABLE).statements]

    assert untils == [None, None, "2026-03-26"]


@pytest.mark.parametrize("written", [["DETAIL"], "DETAIL"])
def test_suppressed_detail_hides_every_scan(written: object) -> None:
    """UPS may forbid showing the activity to the public."""
    body = sample("ups_poll_delivered.json")
    package(body)["suppressionIndicators"] = written

    assert all(said.hidden for said in polled(body, NUMBER).statements)


def test_personal_data_goes_into_private_notes_alone() -> None:
    """Who received it never stands in a statement; signatures and photographs stand nowhere."""
    body = sample("ups_poll_delivered.json")
    package(body)["deliveryInformation"] = {
        "location": "Front Door",
        "receivedBy": "ROSSI",
        "signature": {"image": "R0lG"},
    }
    package(body)["packageAddress"] = [{"type": "DESTINATION", "name": "ROSSI"}]

    heard = polled(body, NUMBER)

    (note,) = heard.notes
    assert (note.receiver, note.safe_place) == ("ROSSI", "Front Door")
    assert note.scan_id == heard.statements[-1].scan_id
    public = msgspec.json.encode((heard.statements, heard.estimates, heard.problems))
    assert b"ROSSI" not in public
    assert b"R0lG" not in msgspec.json.encode(heard)


@pytest.mark.parametrize(
    ("dates", "hours", "basis", "span"),
    [
        ({"SDD": "20260318"}, {"type": "EOD"}, "first", ("2026-03-18", "2026-03-18")),
        ({"SDD": "20260317", "RDD": "20260318"}, {}, "revised", ("2026-03-18", "2026-03-18")),
        (
            {"SDD": "20260318"},
            {"type": "EDW", "startTime": "130000", "endTime": "170000"},
            "first",
            ("2026-03-18T13:00", "2026-03-18T17:00"),
        ),
        (
            {"RDD": "20260318"},
            {"type": "CDW", "startTime": "130000", "endTime": "170000"},
            "committed",
            ("2026-03-18T13:00", "2026-03-18T17:00"),
        ),
        (
            {"SDD": "20260318"},
            {"type": "CMT", "endTime": "103000"},
            "committed",
            ("2026-03-18T00:00", "2026-03-18T10:30"),
        ),
        ({"SDD": "20260314"}, {}, None, None),
        ({"SDD": "20290318"}, {}, None, None),
        ({"DEL": "20260318", "SDD": "20260318"}, {}, None, None),
        ({"SDD": "soon"}, {}, None, None),
    ],
)
def test_a_planned_day_is_an_estimate_where_it_can_be_believed(
    dates: dict[str, str],
    hours: dict[str, str],
    basis: str | None,
    span: tuple[str, str] | None,
) -> None:
    """Rescheduled before planned, windows as printed, nothing before the label or a year away."""
    body = sample("ups_poll_customs.json")
    package(body)["deliveryDate"] = [{"type": k, "date": v} for k, v in dates.items()]
    package(body)["deliveryTime"] = hours

    planned = polled(body, DUTIABLE).estimates

    if basis is None:
        assert planned == ()
        return
    assert planned[0].basis == basis
    assert planned[0].span is not None
    assert (planned[0].span.from_, planned[0].span.to) == span


def test_an_estimate_ends_at_the_destinations_midnight() -> None:
    """The destination's zone outweighs the scan's and the account's."""
    body = sample("ups_poll_customs.json")
    package(body)["packageAddress"] = [
        {"type": "DESTINATION", "address": {"countryCode": "US", "stateProvince": "CA"}}
    ]

    (planned,) = polled(body, DUTIABLE).estimates

    assert planned.span is not None
    assert planned.span.zone == "America/Los_Angeles"


def test_a_changed_date_by_push_is_a_revision() -> None:
    """The update codes say that the day or the hour was moved."""
    body = sample("ups_push_out_for_delivery.json")
    body["activityStatus"] = {"type": "U", "code": "UP"}
    body["scheduledDeliveryDate"] = "20260314"

    (planned,) = pushed(body).estimates

    assert planned.basis == Basis.REVISED


def test_a_lone_package_answers_under_the_number_that_was_asked() -> None:
    """An answer may name the parcel by another of its numbers; the stream is the asked one's."""
    body = sample("ups_poll_delivered.json")
    package(body)["trackingNumber"] = "1ZK7R24W0399999999"

    heard = polled(body, NUMBER)

    assert {said.number for said in heard.statements} == {NUMBER}


def test_packages_of_one_shipment_are_kept_apart() -> None:
    """Each package's scans are filed under its own number."""
    body = sample("ups_poll_delivered.json")
    other = package(sample("ups_poll_customs.json"))
    body["trackResponse"]["shipment"][0]["package"].append(other)

    heard = polled(body, NUMBER)

    assert {said.number for said in heard.statements} == {NUMBER, DUTIABLE}


def test_scans_of_one_second_keep_the_carriers_order() -> None:
    """Two scans of one second are numbered as listed, oldest first."""
    body = sample("ups_poll_delivered.json")
    twin = msgspec.json.decode(msgspec.json.encode(package(body)["activity"][3]))
    twin["status"]["code"] = "UL"
    package(body)["activity"].insert(3, twin)

    said = polled(body, NUMBER).statements

    assert [(one.code, one.sequence) for one in said[3:5]] == [("I/AR/005", 0), ("I/UL/005", 1)]
