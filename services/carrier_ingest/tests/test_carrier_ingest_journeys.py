"""The test carrier's journeys: functions of the booking's instant and the hour."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from carrier_ingest.carriers.dialect import Channel, RawPayload
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.tables import by_code
from carrier_ingest.carriers.test import DIALECT
from carrier_ingest.domain.journeys import journeys, next_look, played
from carrier_ingest.domain.plan import Play
from hypothesis import given
from hypothesis import strategies as st
from waymark_events.numbers.played import JOURNEYS
from waymark_events.vocabulary import Milestone

BEGUN = datetime(2026, 3, 12, 9, tzinfo=UTC)
LENGTH = timedelta(seconds=60)
PLAY = Play(begun_at=BEGUN, zone="Europe/Berlin")
OVER = BEGUN + LENGTH


def said(number: str, now: datetime = OVER, length: timedelta = LENGTH) -> Any:
    """What the carrier has written by then."""
    body = played(number, PLAY, length, now)
    return msgspec.json.decode(body) if body is not None else None


def heard(number: str) -> Heard:
    """What is read of it when it is over."""
    body = played(number, PLAY, LENGTH, OVER)
    assert body is not None
    return DIALECT.parse(RawPayload(body=body, channel=Channel.POLL, asked=(number,)))


def test_every_number_there_is_plays() -> None:
    """A number that may be booked has a journey, and no journey is out of reach."""
    assert tuple(journeys()) == JOURNEYS
    for steps in journeys().values():
        shares = [step.at for step in steps]
        assert shares == sorted(shares)
        assert 0 <= shares[0] <= shares[-1] <= 1
        assert {step.code for step in steps if step.code} <= set(
            by_code("carrier_ingest.carriers.test")
        )


@pytest.mark.parametrize("journey", JOURNEYS)
@given(shares=st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted))
def test_what_was_said_stays_said(journey: str, shares: list[float]) -> None:
    """Each look repeats the whole history so far and adds to its end, as carriers do."""
    early, late = (said(f"TEST-{journey}", BEGUN + LENGTH * share) for share in shares)

    assert late["scans"][: len(early["scans"])] == early["scans"]


@pytest.mark.parametrize("journey", JOURNEYS)
def test_the_looks_lead_from_the_booking_to_the_end(journey: str) -> None:
    """The next look is when there is more to say, and after the last step there is none."""
    number = f"TEST-{journey}-x"
    looks = [BEGUN]
    while (following := next_look(number, PLAY, LENGTH, looks[-1])) is not None:
        looks.append(following)

    assert looks == [*dict.fromkeys(BEGUN + LENGTH * step.at for step in journeys()[journey])]
    assert all(earlier < later for earlier, later in pairwise(looks))
    assert said(number, looks[-1]) == said(number, OVER)


def test_a_day_in_a_minute() -> None:
    """Scans carry the seconds in which they are said, in the recipient's zone."""
    scans = said("TEST-DELIVERED")["scans"]

    assert [(one["code"], one["at"]) for one in scans] == [
        ("ANNOUNCED", "2026-03-12T10:00:00+01:00"),
        ("ACCEPTED", "2026-03-12T10:00:09+01:00"),
        ("ON_THE_WAY", "2026-03-12T10:00:21+01:00"),
        ("LOADED", "2026-03-12T10:00:36+01:00"),
        ("DELIVERED", "2026-03-12T10:00:54+01:00"),
    ]
    assert said("TEST-DELIVERED", BEGUN - timedelta(seconds=1)) is None
    day = {"day": "2026-03-12", "zone": "Europe/Berlin", "changed": False}
    assert said("TEST-DELIVERED")["expected"] == day


def test_no_scan_is_older_than_the_booking_it_follows() -> None:
    """Printed in whole seconds: else the timeline would begin before it was booked."""
    play = Play(begun_at=BEGUN + timedelta(milliseconds=1), zone="UTC")
    body = played("TEST-LOST", play, LENGTH, OVER)

    assert body is not None
    assert msgspec.json.decode(body)["scans"][0]["at"] == "2026-03-12T09:00:01+00:00"


def test_the_silent_one_was_last_seen_five_days_before_it_falls_silent() -> None:
    """Its last scan lies so far back that five days are over within the journey."""
    last = heard("TEST-SILENT").statements[-1]

    assert last.milestone == Milestone.IN_TRANSIT
    assert last.when.instant == BEGUN + LENGTH * 0.7 - timedelta(days=5)
    looks = [BEGUN + LENGTH * step.at for step in journeys()["SILENT"] if step.code is None]
    assert all(BEGUN + LENGTH * 0.05 < look < BEGUN + LENGTH * 0.7 for look in looks)


def test_the_late_one_is_moved_by_a_week() -> None:
    """The first day named is the day after the booking, the last one a week after it."""
    early = said("TEST-LATE", BEGUN + LENGTH * 0.5)["expected"]
    late = said("TEST-LATE")["expected"]

    assert (early["day"], early["changed"]) == ("2026-03-13", False)
    assert (late["day"], late["changed"]) == ("2026-03-19", True)


def test_the_withdrawn_one_takes_its_delivery_back() -> None:
    """The correction names the very scan."""
    *_, delivered, correction = heard("TEST-WITHDRAWN").statements

    assert delivered.milestone == Milestone.DELIVERED
    assert correction.withdraws == delivered.scan_id


def test_any_other_number_plays_nothing() -> None:
    """What could be booked only by mistake is asked for in vain, once."""
    assert said("1ZWMK42E0300000008") is None
    assert next_look("1ZWMK42E0300000008", PLAY, LENGTH, BEGUN) is None
