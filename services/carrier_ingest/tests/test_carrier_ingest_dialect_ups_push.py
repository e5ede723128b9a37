"""What a push of UPS says beside its scan: the planned day, who took it, and what is missing."""

from typing import Any

import pytest
from carrier_ingest.carriers import ups
from carrier_ingest.carriers.heard import Estimate
from dialect_ups_payloads import NUMBER, pushed, sample
from waymark_events.values import Span

ON_THE_VEHICLE: dict[str, Any] = {"type": "I", "code": "OT"}
ON_THE_WAY: dict[str, Any] = {"type": "I", "code": "DP"}
LABEL: dict[str, Any] = {"type": "M", "code": "MP"}
NO_HOURS: dict[str, Any] = {
    "deliveryStartTime": "",
    "deliveryEndTime": "",
    "deliveryTimeDescription": "",
}
NOWHERE: dict[str, Any] = {"activityLocation": {}}


def planned(
    status: dict[str, Any] = ON_THE_VEHICLE, zone: str | None = "Europe/Berlin", **fields: Any
) -> Estimate | None:
    """What is planned by a push of 12 March 2026 in Portland, with other fields."""
    body = sample("ups_push_out_for_delivery.json") | fields | {"activityStatus": status}
    heard = pushed(body, zone)
    assert len(heard.statements) == 1
    return heard.estimates[0] if heard.estimates else None


def span(status: dict[str, Any] = ON_THE_VEHICLE, **fields: Any) -> tuple[str, str] | None:
    """The window that is planned, from and to."""
    found = planned(status, **fields)
    if found is None:
        return None
    assert found.span is not None
    return found.span.from_, found.span.to


def test_a_planned_day_is_about_the_parcel() -> None:
    """It goes to the same stream as the scan."""
    found = planned()

    assert found is not None
    assert (found.carrier, found.number) == ("ups", NUMBER)


@pytest.mark.parametrize(
    ("status", "day", "is_believed"),
    [
        (ON_THE_WAY, "20260313", True),
        (ON_THE_WAY, "20250311", True),
        (ON_THE_WAY, "20250310", False),
        (ON_THE_WAY, "20270313", True),
        (ON_THE_WAY, "20270314", False),
        (LABEL, "20260312", True),
        (LABEL, "20260311", False),
    ],
)
def test_a_day_is_believed_within_a_year_and_not_before_the_label(
    status: dict[str, Any], day: str, *, is_believed: bool
) -> None:
    """A day that has gone by is late news; one before there was a parcel is a mistake."""
    found = planned(status, scheduledDeliveryDate=day)

    assert (found is not None) == is_believed


@pytest.mark.parametrize("day", ["00010101", "99991231"])
def test_a_scan_at_the_ends_of_the_calendar_hurts_nobody(day: str) -> None:
    """A year before the first and after the last there is none; what is planned far off is none."""
    at: dict[str, Any] = {"localActivityDate": day, "gmtActivityDate": day}

    assert planned(ON_THE_WAY, **at) is None
    assert planned(ON_THE_WAY, scheduledDeliveryDate=day, **at) is not None


def test_hours_without_a_day_are_of_the_day_the_vehicle_left() -> None:
    """Only then is it clear which day they are of."""
    no_day: dict[str, Any] = {"scheduledDeliveryDate": ""}

    assert span(**no_day) == ("2026-03-12T13:30", "2026-03-12T17:30")
    assert span(ON_THE_WAY, **no_day) is None
    assert span(**no_day, **NO_HOURS) is None
    assert span(scheduledDeliveryDate="20260313") == ("2026-03-13T13:30", "2026-03-13T17:30")


@pytest.mark.parametrize(
    ("hours", "window"),
    [
        (NO_HOURS, ("2026-03-12", "2026-03-12")),
        ({"deliveryTimeDescription": "By End of Day"}, ("2026-03-12", "2026-03-12")),
        ({"deliveryEndTime": "120000"}, ("2026-03-12", "2026-03-12")),
        ({"deliveryEndTime": "133000"}, ("2026-03-12T13:30", "2026-03-12T13:30")),
        ({"deliveryStartTime": ""}, ("2026-03-12T00:00", "2026-03-12T17:30")),
    ],
)
def test_a_window_is_taken_as_far_as_it_is_one(
    hours: dict[str, Any], window: tuple[str, str]
) -> None:
    """By the end of the day is the day; a window that ends before it begins is none."""
    assert span(**hours) == window


def test_a_parcel_that_was_delivered_has_no_planned_day() -> None:
    """Whether its milestone says so, or its date."""
    assert planned(actualDeliveryDate="20260312") is None
    assert planned({"type": "D", "code": "FS", "descriptionCode": "011"}) is None


def test_a_planned_day_ends_by_a_clock_that_is_known() -> None:
    """The place's, else the account's; without either it says nothing."""
    at_home = planned(**NOWHERE)

    assert at_home is not None
    assert at_home.span == Span(
        from_="2026-03-12T13:30",
        to="2026-03-12T17:30",
        precision="window",
        zone="Europe/Berlin",
    )
    assert planned(zone=None, **NOWHERE) is None


def test_a_scan_without_a_printed_day_plans_nothing() -> None:
    """Its time in UTC is enough for the scan; which day it was there, nobody said."""
    assert planned(localActivityDate="", localActivityTime="") is None


def test_who_took_it_is_a_note_beside_the_delivery() -> None:
    """It goes to nobody who does not know the recipient."""
    body = sample("ups_push_delivered.json")

    (note,) = pushed(body | {"receivedBy": "ROSSI"}).notes

    assert (note.receiver, note.number, note.carrier) == ("ROSSI", NUMBER, "ups")
    assert pushed(body).notes == ()


def test_a_push_that_names_no_parcel_or_no_day_is_told() -> None:
    """In a sentence that names what there is."""
    body = sample("ups_push_out_for_delivery.json")
    undated = {name: "" for name in body if "Date" in name}

    assert pushed(body | {"trackingNumber": ""}).problems == (
        "a push of UPS has no readable trackingNumber",
    )
    assert pushed(body | undated).problems == (f"the push about {NUMBER} has no readable date",)


def test_a_number_is_read_as_ups_writes_numbers() -> None:
    """In small letters and with blanks it is the same parcel."""
    written = "1z k7r 24w 03 1004 8711"

    (said,) = pushed(
        sample("ups_push_out_for_delivery.json") | {"trackingNumber": written}
    ).statements

    assert said.number == NUMBER
    assert ups.DIALECT.pushing is not None
    assert ups.DIALECT.pushing.number(b'{"trackingNumber": "' + written.encode() + b'"}') == NUMBER
