"""Canada Post's clocks: provinces, abbreviations that ignore the season, and other countries."""

from datetime import UTC, datetime

import pytest
from carrier_ingest.carriers.canada_post import occurrences
from carrier_ingest.carriers.heard import Statement
from dialect_canada_post_payloads import NUMBER, SIGNED, detail, occurrence, only, polled, sample
from waymark_events.values import Place, When
from waymark_events.vocabulary import Certainty


def test_a_province_knows_its_clock_whatever_the_season_is_called() -> None:
    """Winter's abbreviation is printed in July too."""
    said = only("0100", event_date="2026-07-12", event_time_zone="EST")

    assert said.when == When(
        local="2026-07-12T09:10:00",
        certainty=Certainty.PLACE,
        instant=datetime(2026, 7, 12, 13, 10, tzinfo=UTC),
        zone="America/Toronto",
    )


@pytest.mark.parametrize(
    ("province", "abbreviation", "certainty", "zone"),
    [
        ("NS", "ADT", Certainty.PLACE, "America/Halifax"),
        ("MB", "CST", Certainty.PLACE, "America/Winnipeg"),
        ("YT", "PST", Certainty.PLACE, "America/Whitehorse"),
        ("BC", "", Certainty.PLACE, "America/Vancouver"),
        ("ON", "CST", Certainty.NONE, "America/Toronto"),
        ("NL", "AST", Certainty.NONE, "America/St_Johns"),
        ("NU", "EST", Certainty.ACCOUNT, "America/Toronto"),
        ("NU", "CST", Certainty.NONE, "America/Toronto"),
        ("", "PDT", Certainty.ACCOUNT, "America/Vancouver"),
        ("", "CST", Certainty.NONE, None),
        ("", "MST", Certainty.NONE, None),
        ("", "XYZ", Certainty.NONE, None),
        ("", "", Certainty.ACCOUNT, "America/Edmonton"),
    ],
)
def test_an_abbreviation_is_held_against_the_province(
    province: str, abbreviation: str, certainty: Certainty, zone: str | None
) -> None:
    """Alone it helps where it leaves no choice; where both disagree, no hour is shown."""
    when = only(
        "0100",
        zone="America/Edmonton",
        event_province=province,
        event_site="" if not province else "SOMEWHERE",
        event_time_zone=abbreviation,
    ).when

    assert (when.certainty, when.zone) == (certainty, zone)
    assert (when.instant is None) == (certainty == Certainty.NONE)


@pytest.mark.parametrize(
    ("site", "abbreviation", "place", "zone"),
    [
        ("02650,Israel", "ISRAEL", Place(name="02650", country="IL"), "Asia/Jerusalem"),
        ("02650,Israel", "", Place(name="02650", country="IL"), "Asia/Jerusalem"),
        ("TEL AVIV", "ISRAEL", Place(name="TEL AVIV", country="IL"), "Asia/Jerusalem"),
        ("", "GERMANY", Place(country="DE"), "Europe/Berlin"),
    ],
)
def test_a_scan_abroad_happened_by_the_clock_of_its_country(
    site: str, abbreviation: str, place: Place, zone: str
) -> None:
    """Behind the office's code, or in the abbreviation's place."""
    said = only("0100", event_site=site, event_province="", event_time_zone=abbreviation)

    assert (said.place, said.when.zone, said.when.certainty) == (place, zone, Certainty.PLACE)


def test_a_place_that_tells_no_country_is_not_where_the_account_is() -> None:
    """It may be anywhere: only a scan that names no place goes by the account's clock."""
    said = only("0100", event_site="SOMEWHERE", event_province="", event_time_zone="")

    assert (said.when.certainty, said.when.zone) == (Certainty.NONE, None)


def test_a_country_of_many_clocks_leaves_only_the_day() -> None:
    """Neither the account nor an abbreviation of home helps there."""
    said = only("0100", event_site="NEW YORK,United States", event_province="")

    assert (said.when.certainty, said.place) == (
        Certainty.NONE,
        Place(name="NEW YORK", country="US"),
    )


@pytest.mark.parametrize("hour", ["", "soon"])
def test_a_day_without_an_hour_stays_a_day(hour: str) -> None:
    """No hour is made up."""
    when = only("0100", event_time=hour).when

    assert (when.local, when.certainty, when.instant) == ("2026-03-12", Certainty.NONE, None)


def test_the_declared_encoding_and_double_entities_survive() -> None:
    """Latin-1, another version's namespace, children in another order."""
    first = polled(sample("abroad"), SIGNED, locale="fr_CA").statements[0]

    assert first.text == "Article arrivé à l'étranger"
    assert first.text_language == "fr"
    assert first.reason == "progress.arrived"


def test_a_history_of_any_length_is_settled_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards by the hundred: each time is read once, not once for each other scan.

    Seen to fail: it was read for each pair of a card and a waiting parcel.
    """
    read: list[str] = []
    local = occurrences._local

    def counted(one: Statement) -> datetime:
        read.append(one.code)
        return local(one)

    monkeypatch.setattr(occurrences, "_local", counted)
    moments = [f"{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}" for n in range(0, 9_000, 10)]
    codes = ("1479", "1701", "0020")

    heard = polled(
        detail(*(occurrence(codes[n % 3], event_time=at) for n, at in enumerate(moments))), NUMBER
    )

    assert len(heard.statements) == len(moments)
    assert 0 < len(read) <= len(moments)
