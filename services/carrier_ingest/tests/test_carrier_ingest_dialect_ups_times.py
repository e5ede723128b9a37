"""UPS's times: one instant however it is printed, and never midnight for want of an hour."""

from datetime import UTC, datetime

import msgspec
import pytest
from dialect_ups_payloads import NUMBER, package, polled, push_of, pushed, sample
from waymark_events.vocabulary import Certainty


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


def test_scans_of_one_second_keep_the_carriers_order() -> None:
    """Two scans of one second are numbered as listed, oldest first."""
    body = sample("ups_poll_delivered.json")
    twin = msgspec.json.decode(msgspec.json.encode(package(body)["activity"][3]))
    twin["status"]["code"] = "UL"
    package(body)["activity"].insert(3, twin)

    said = polled(body, NUMBER).statements

    assert [(one.code, one.sequence) for one in said[3:5]] == [("I/AR/005", 0), ("I/UL/005", 1)]
