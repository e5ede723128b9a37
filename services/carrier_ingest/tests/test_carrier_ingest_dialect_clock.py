"""What carriers print about time, and how sure we are of it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from carrier_ingest.carriers import geography
from carrier_ingest.carriers.clock import (
    Whereabouts,
    from_instant,
    local_time,
    offset_text,
    with_offset,
)
from waymark_events.vocabulary import Certainty

GERMANY = Whereabouts(country="DE")


@pytest.mark.parametrize(
    ("country", "region", "postcode", "zone"),
    [
        ("DE", "", "", "Europe/Berlin"),
        ("GB", "", "", "Europe/London"),
        ("US", "OR", "", "America/Los_Angeles"),
        ("US", "us-ny", "", "America/New_York"),
        ("US", "TX", "79901", "America/Denver"),
        ("US", "TX", "75001", "America/Chicago"),
        ("US", "TX", "79830", None),
        ("US", "TN", "", None),
        ("US", "TN", "38103", "America/Chicago"),
        ("US", "*", "", None),
        ("US", "", "", None),
        ("CA", "BC", "", "America/Vancouver"),
        ("CA", "", "m5v 2t6", "America/Toronto"),
        ("AU", "QLD", "", "Australia/Brisbane"),
        ("ES", "", "28013", "Europe/Madrid"),
        ("ES", "", "35001", "Atlantic/Canary"),
        ("ES", "", "", None),
        ("PT", "", "9500-150", "Atlantic/Azores"),
        ("XX", "", "", None),
        (None, "NY", "10001", None),
    ],
)
def test_a_place_has_a_zone_only_where_it_leaves_no_choice(
    country: str | None, region: str, postcode: str, zone: str | None
) -> None:
    """A country of one zone, else a region, else a postcode whose places agree; never a guess."""
    assert geography.zone_at(country, region, postcode) == zone


def test_every_zone_of_the_table_is_a_zone() -> None:
    """Each row names a zone that the zone database knows, or none at all."""
    zones = {zone for zone in geography._zones().values() if zone}

    assert all(ZoneInfo(zone) for zone in zones)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("DE", "DE"),
        ("ÖSTERREICH", "AT"),
        ("Austria", "AT"),
        ("Great Britain", "GB"),
        ("Großbritannien", "GB"),
        ("United States", "US"),
        ("Vereinigte Staaten", "US"),
        ("Schweiz", "CH"),
        ("Czech Republic", "CZ"),
        ("Bosnia  and Herzegovina", "BA"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_its_names_in_both_languages(written: str, code: str | None) -> None:
    """Carriers write countries in the language they were asked in."""
    assert geography.country_code(written) == code


def test_every_country_with_parcels_has_a_likely_zone() -> None:
    """Even where the place decides nothing, there is something to order by."""
    assert geography.likely_zone("US") == "America/New_York"
    assert geography.likely_zone("DE") == "Europe/Berlin"
    assert geography.likely_zone(None) is None


def test_an_hour_that_happens_twice_is_its_first() -> None:
    """On the night the clocks go back, 02:30 is taken as summer time."""
    said = local_time(date(2025, 10, 26), time(2, 30), GERMANY)

    assert said.instant == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert said.certainty == Certainty.PLACE


def test_an_hour_that_never_happens_keeps_the_offset_before_the_change() -> None:
    """On the night the clocks go forward, 02:30 is taken as winter time."""
    said = local_time(date(2025, 3, 30), time(2, 30), GERMANY)

    assert said.instant == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)
    assert said.local == "2025-03-30T02:30:00"


def test_without_any_help_no_instant_is_made_up() -> None:
    """The printed time is kept; the likely zone serves order alone."""
    said = local_time(date(2025, 3, 1), time(9, 0), Whereabouts(country="US"))

    assert (said.certainty, said.instant) == (Certainty.NONE, None)
    assert (said.local, said.zone) == ("2025-03-01T09:00:00", "America/New_York")


def test_the_accounts_zone_helps_and_is_named_as_such() -> None:
    """Certainty `account` says where the zone came from."""
    where = Whereabouts(country="US", account_zone="America/Chicago")

    said = local_time(date(2025, 3, 1), time(9, 0), where)

    assert (said.certainty, said.zone) == (Certainty.ACCOUNT, "America/Chicago")
    assert said.instant == datetime(2025, 3, 1, 15, 0, tzinfo=UTC)


def test_a_day_alone_is_never_more_than_a_day() -> None:
    """No hour was printed, so none is derived, whatever the place."""
    said = local_time(date(2025, 3, 1), None, GERMANY)

    assert (said.local, said.instant) == ("2025-03-01", None)
    assert (said.certainty, said.zone) == (Certainty.NONE, "Europe/Berlin")


def test_an_offset_makes_a_time_exact() -> None:
    """A printed offset is all that is needed."""
    said = with_offset(datetime(2025, 3, 1, 9, 0), timedelta(hours=5, minutes=30))  # noqa: DTZ001

    assert said is not None
    assert (said.certainty, said.zone) == (Certainty.EXACT, "+05:30")
    assert said.instant == datetime(2025, 3, 1, 3, 30, tzinfo=UTC)


def test_beside_the_calendars_ends_nothing_is_raised() -> None:
    """A year 1 with an offset has no instant."""
    assert with_offset(datetime(1, 1, 1), timedelta(hours=1)) is None  # noqa: DTZ001
    edge = local_time(date(1, 1, 1), time(0, 0), Whereabouts(country="JP"))
    assert edge.instant is None
    assert from_instant(datetime(1, 1, 1), None, timedelta(hours=-1)).zone == "+00:00"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("minutes", "written"), [(-420, "-07:00"), (330, "+05:30"), (0, "+00:00"), (-30, "-00:30")]
)
def test_an_offset_is_written_as_zones_are(minutes: int, written: str) -> None:
    """Sign, two digits, a colon, two digits."""
    assert offset_text(timedelta(minutes=minutes)) == written
