"""Times as people and spreadsheets write them."""

from datetime import UTC, datetime

import pytest
from dialect_rows import conventions, refused, when
from waymark_events.vocabulary import Certainty


@pytest.mark.parametrize(
    ("written", "fields", "certainty", "instant"),
    [
        ("2026-03-12T15:04:00+01:00", {}, Certainty.EXACT, "2026-03-12T14:04"),
        ("2026-03-12T15:04:00.250Z", {}, Certainty.EXACT, "2026-03-12T15:04"),
        ("2026-03-12 15:04 +0200", {}, Certainty.EXACT, "2026-03-12T13:04"),
        ("2026-03-12 15:04", {"time_zone": "Asia/Tokyo"}, Certainty.EXACT, "2026-03-12T06:04"),
        ("2026-03-12 15:04", {"country": "GB"}, Certainty.PLACE, "2026-03-12T15:04"),
        ("2026-03-12 9:04", {}, Certainty.ACCOUNT, "2026-03-12T08:04"),
        # clocks go back: the first of the two hours; forward: an hour later than written
        ("2026-10-25 02:30", {"time_zone": "Europe/Berlin"}, Certainty.PLACE, "2026-10-25T00:30"),
        ("2026-03-29 02:30", {"time_zone": "Europe/Berlin"}, Certainty.PLACE, "2026-03-29T01:30"),
        ("2026-03-29 03:30", {"time_zone": "Europe/Berlin"}, Certainty.EXACT, "2026-03-29T01:30"),
    ],
)  # fmt: skip
def test_a_time_is_as_certain_as_it_was_written(
    written: str, fields: dict[str, str], certainty: Certainty, instant: str
) -> None:
    """An offset or a zone beside it is exact; then the place, then the account help."""
    found = when(occurred_at=written, **fields)

    assert found.certainty == certainty
    assert found.instant == datetime.fromisoformat(instant).replace(tzinfo=UTC)


def test_a_day_alone_is_no_midnight() -> None:
    """The day is kept; the zone is for order alone."""
    found = when(occurred_at="2026-03-12", time_zone="Asia/Tokyo")

    assert (found.local, found.certainty, found.instant, found.zone) == (
        "2026-03-12", Certainty.NONE, None, "Asia/Tokyo",
    )  # fmt: skip


def test_a_time_before_2000_is_kept_and_not_believed() -> None:
    """What was printed stands; no instant is made of it."""
    found = when(occurred_at="1970-01-01T00:00:00Z")

    assert (found.local, found.certainty, found.instant) == (
        "1970-01-01T00:00:00", Certainty.NONE, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("country", "region", "postcode", "zone"),
    [
        ("US", "", "79901", "America/Denver"),
        ("US", "NH", "3801", "America/New_York"),
        ("ES", "", "3501", "Europe/Madrid"),
        ("ES", "", "35001", "Atlantic/Canary"),
    ],
)
def test_a_postcode_finds_the_zone_even_without_its_zero(
    country: str, region: str, postcode: str, zone: str
) -> None:
    """A spreadsheet drops it: 3501 is 03501 in Alicante, not 35010 in the Canaries."""
    found = when(occurred_at="2026-03-12 09:00", country=country, region=region, postcode=postcode)

    assert (found.certainty, found.zone) == (Certainty.PLACE, zone)


@pytest.mark.parametrize(
    ("date_format", "written", "local"),
    [
        ("DD.MM.YYYY", "12.03.2026 15:04", "2026-03-12T15:04:00"),
        ("DD.MM.YYYY", "1.3.2026", "2026-03-01"),
        ("MM/DD/YYYY", "03/12/2026 3:04 PM", "2026-03-12T15:04:00"),
        ("MM/DD/YYYY", "03/12/2026 12:04am", "2026-03-12T00:04:00"),
        ("DD/MM/YYYY", "12/03/2026 15:04:05", "2026-03-12T15:04:05"),
        ("DD/MM/YYYY", "2026-03-12", "2026-03-12"),
        ("unix", "1773324240", "2026-03-12T14:04:00"),
    ],
)  # fmt: skip
def test_an_account_may_name_how_it_writes_dates(
    date_format: str, written: str, local: str
) -> None:
    """ISO is read beside it always."""
    assert when(conventions(date_format=date_format), occurred_at=written).local == local


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("03/04/2026", "can be read in two ways"),
        ("3.4.2026 10:00", "can be read in two ways"),
        ("46093.628", "a spreadsheet made a number of the time"),
        ("46093", "a spreadsheet made a number of the time"),
        ("yesterday", "a time is written"),
        ("1773324240", "a time is written"),
        ("2026-02-30", "day is out of range"),
        ("2026-02-03 25:00", "hour must be"),
        ("2026-02-03 10:00+77:00", "the offset of no place"),
    ],
)
def test_a_time_that_would_be_a_guess_is_refused(written: str, problem: str) -> None:
    """With what would be right, where that can be said."""
    lost = refused(occurred_at=written)

    assert lost.field == "occurred_at"
    assert problem in lost.problem
