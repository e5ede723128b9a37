"""What carriers print about time, trap by trap: a golden set, written by hand.

Each case of `golden_times.json` says how a time came: as `iso` text, `local` without an offset,
with a `stated` zone, or as a `pair` of local time and GMT; and then what is made of it, null for
nothing. `shifted` marks an hour that clocks skip or show twice.
"""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import msgspec
import pytest
from carrier_ingest.carriers.clock import (
    Whereabouts,
    from_instant,
    in_zone,
    is_shifted,
    local_time,
)
from carrier_ingest.carriers.printed import iso_time
from msgspec import Struct
from waymark_events.ordering import own_instant
from waymark_events.values import When
from waymark_events.vocabulary import Certainty


class Then(Struct, frozen=True, forbid_unknown_fields=True):
    """What is made of a time, and whether it is one that clocks skip or show twice."""

    local: str
    certainty: Certainty
    instant: datetime | None = None
    zone: str | None = None
    shifted: bool = False


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """One time as it was printed, and what else was known."""

    case: str
    how: str
    then: Then | None
    printed: str | None = None
    gmt: str | None = None
    offset: str | None = None
    zone: str = ""
    country: str | None = None
    region: str = ""
    postcode: str = ""
    account: str | None = None


CASES = msgspec.json.decode(
    (Path(__file__).parent / "golden_times.json").read_bytes(), type=list[Case]
)


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.case)
def test_a_time_is_made_of_what_was_printed(one: Case) -> None:
    """The printed time is kept, and with it the instant and how sure it is."""
    then = one.then
    expected = then and When(
        local=then.local, certainty=then.certainty, instant=then.instant, zone=then.zone
    )

    assert _heard(one) == expected


def test_an_hour_that_clocks_skip_or_show_twice_can_be_told() -> None:
    """By its local time and zone; and it is never exact."""
    for one in CASES:
        when = _heard(one)
        if when is None or when.instant is None or when.zone is None:
            continue
        shifted = is_shifted(datetime.fromisoformat(when.local), when.zone)

        assert one.then is not None
        assert shifted == one.then.shifted, one.case
        assert not (shifted and when.certainty == Certainty.EXACT), one.case


def test_whatever_was_printed_has_its_place_in_the_order() -> None:
    """Without an instant of its own too."""
    for one in CASES:
        when = _heard(one)

        assert when is None or own_instant(when).utcoffset() == timedelta(0), one.case


def test_a_fact_read_again_orders_as_it_was_read() -> None:
    """The order's reading of a local time takes skipped and repeated hours as the clock does."""
    for one in CASES:
        when = _heard(one)
        if when is not None and when.instant is not None:
            bare = msgspec.structs.replace(when, instant=None)
            assert own_instant(bare) == when.instant.replace(microsecond=0), one.case


def _heard(one: Case) -> When | None:
    where = Whereabouts(
        country=one.country,
        region=one.region,
        postcode=one.postcode,
        account_zone=one.account,
    )
    printed = one.printed or ""
    if one.how == "iso":
        return iso_time(printed, where)
    if one.how == "pair":
        return _pair(one)
    day, hour = _split(printed)
    return in_zone(day, hour, one.zone) if one.how == "stated" else local_time(day, hour, where)


def _pair(one: Case) -> When:
    gmt = datetime.fromisoformat(one.gmt or "")
    local = datetime.fromisoformat(one.printed) if one.printed else None
    offset = datetime.strptime(one.offset, "%z").utcoffset() if one.offset else None
    return from_instant(gmt, local, offset)


def _split(printed: str) -> tuple[date, time | None]:
    day, _, hour = printed.partition("T")
    return date.fromisoformat(day), time.fromisoformat(hour) if hour else None
