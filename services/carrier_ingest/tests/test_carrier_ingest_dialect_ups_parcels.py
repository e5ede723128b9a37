"""What UPS puts on the parcel: planned days, charges, who took it, which number it answers."""

import msgspec
import pytest
from carrier_ingest.carriers.heard import Basis, Outcome
from dialect_ups_payloads import DUTIABLE, NUMBER, package, polled, pushed, sample, told


def test_a_push_of_a_delivery_ignores_a_planned_day_years_away() -> None:
    """A code outside the tables is read by its status; the sample's 2019 is believed by nobody."""
    heard = pushed(sample("ups_push_delivered.json"))

    assert told(heard) == [("event", "delivered", "delivered.other")]
    assert heard.estimates == ()
    assert heard.problems == ()


def test_charges_that_were_paid_are_no_duties() -> None:
    """The amount is due only while UPS says it is unpaid."""
    body = sample("ups_poll_customs.json")
    package(body)["paymentInformation"][0]["paid"] = True

    assert all(said.duties_amount is None for said in polled(body, DUTIABLE).statements)


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


@pytest.mark.parametrize(
    ("address", "zone"),
    [
        ({"countryCode": "US", "stateProvince": "CA"}, "America/Los_Angeles"),
        ({"country": "US", "stateProvince": "CA"}, "America/Los_Angeles"),
        ({"countryCode": "US", "stateProvince": "FL", "postalCode": "32401"}, "America/Chicago"),
        ({"countryCode": "US", "stateProvince": "FL"}, "America/New_York"),
    ],
)
def test_an_estimate_ends_at_the_destinations_midnight(address: dict[str, str], zone: str) -> None:
    """The destination's zone outweighs the scan's and the account's; some states have two."""
    body = sample("ups_poll_customs.json")
    package(body)["packageAddress"] = [{"type": "DESTINATION", "address": address}]

    (planned,) = polled(body, DUTIABLE).estimates

    assert planned.span is not None
    assert planned.span.zone == zone


@pytest.mark.parametrize(
    ("code", "days"),
    [({"type": "U", "code": "UP"}, 0), ({"type": "X", "code": "TL"}, 1)],
)
def test_an_end_is_taken_back_by_a_correction_and_by_no_update(
    code: dict[str, str], days: int
) -> None:
    """An update behind the delivery moves nothing, so nothing is to be expected again."""
    body = sample("ups_poll_delivered.json")
    later = msgspec.json.decode(msgspec.json.encode(package(body)["activity"][0]))
    later |= {"status": code, "gmtDate": "20260316", "date": "20260316"}
    package(body)["activity"].insert(0, later)
    package(body)["deliveryDate"] = [{"type": "SDD", "date": "20260317"}]
    package(body)["deliveryTime"] = {}

    assert len(polled(body, NUMBER).estimates) == days


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


def test_an_answer_about_other_packages_says_nothing_of_what_was_asked() -> None:
    """The asked number is left out: that is a problem to look at, and not "not found"."""
    body = sample("ups_poll_delivered.json")
    other = package(sample("ups_poll_customs.json"))
    body["trackResponse"]["shipment"][0]["package"].append(other)

    heard = polled(body, "1ZK7R24W0310049998")

    assert heard.answers == ()
    assert heard.problems == ("the answer of UPS says nothing about 1ZK7R24W0310049998",)


def test_a_warning_beside_other_packages_is_an_answer() -> None:
    """UPS says of the asked number itself that it was not found."""
    body = sample("ups_poll_not_found.json")
    body["trackResponse"]["shipment"] += sample("ups_poll_delivered.json")["trackResponse"][
        "shipment"
    ]

    (answer,) = polled(body, "1ZK7R24W0310049998").answers

    assert (answer.outcome, answer.code) == (Outcome.NOT_FOUND, "TW0001")
