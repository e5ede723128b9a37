"""DHL's times, places and forecasts, as each division prints them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from carrier_ingest.carriers.heard import Basis, Heard
from dialect_dhl_unified_payloads import NUMBER, answer, asked, event, polled
from waymark_events.values import Place, Span
from waymark_events.vocabulary import Certainty

HERE = {"destination": {"address": {"countryCode": "DE"}}}
FRAME = "estimatedDeliveryTimeFrame"
SINGLE = "estimatedTimeOfDelivery"


def located(**address: str) -> dict[str, Any]:
    return {"location": {"address": address}}


def spans(heard: Heard) -> list[tuple[str, str, str]]:
    found = [one.span for one in heard.estimates if one.span]
    return [(span.from_, span.to, span.precision) for span in found]


def forecast(**fields: Any) -> list[tuple[str, str, str]]:
    return spans(asked(event("AA"), **HERE, **fields))


@pytest.mark.parametrize(
    ("at", "more", "certainty", "zone"),
    [
        ("2025-03-13T10:00:00+0200", {}, Certainty.EXACT, "+02:00"),
        ("2025-03-13T10:00:00", located(countryCode="DE"), Certainty.PLACE, "Europe/Berlin"),
        ("2025-03-13T10:00", located(countryCode="GB"), Certainty.PLACE, "Europe/London"),
        ("2025-03-13T10:00:00", located(addressLocality="LEEDS - UNITED KINGDOM"),
         Certainty.PLACE, "Europe/London"),
        ("2025-03-13T10:00:00", located(countryCode="PT", postalCode="1000-001"),
         Certainty.PLACE, "Europe/Lisbon"),
        ("2025-03-13T10:00:00", located(countryCode="US"), Certainty.ACCOUNT, "Europe/Rome"),
        ("2025-03-13T10:00:00", {"location": {}}, Certainty.ACCOUNT, "Europe/Rome"),
        ("2025-03-13T10:00:00+99:00", located(countryCode="DE"), Certainty.PLACE, "Europe/Berlin"),
        ("2025-03-13T10:00:00+16:00", located(countryCode="DE"), Certainty.PLACE, "Europe/Berlin"),
    ],
)  # fmt: skip
def test_the_offset_decides_then_the_place_then_the_account(
    at: str, more: dict[str, Any], certainty: Certainty, zone: str
) -> None:
    """What is printed is kept."""
    body = answer(event("AA", at=at, **more))

    (said,) = polled(body, NUMBER, zone="Europe/Rome").statements

    assert (said.when.certainty, said.when.zone) == (certainty, zone)
    assert said.when.local == "2025-03-13T10:00:00"


@pytest.mark.parametrize("at", ["2025-03-13", "2025-03-13T", "2025-03-13T25:00:00", "2025-03-13Tx"])
def test_a_day_without_a_readable_hour_stays_a_day(at: str) -> None:
    """No midnight is filled in."""
    (said,) = asked(event("AA", at=at)).statements

    assert (said.when.local, said.when.instant) == ("2025-03-13", None)
    assert said.when.certainty == Certainty.NONE


@pytest.mark.parametrize("at", ["", "yesterday", "2025-02-30T10:00:00", "13.03.2025"])
def test_an_event_without_a_day_costs_no_other(at: str) -> None:
    """It is counted in a sentence."""
    heard = asked(event("ZU", at=at), event("AA"))

    assert [said.code for said in heard.statements] == ["parcel-de:AA:*"]
    assert heard.problems == (f"1 events of {NUMBER} have no readable timestamp",)


def test_the_copy_of_the_newest_event_counts_where_no_event_is_listed() -> None:
    """It bears the name that the event will have."""
    newest = event("ZU", "delivered")

    alone = asked(status=newest).statements

    assert alone == asked(newest, status=newest).statements
    assert len(alone) == 1


def test_events_out_of_order_are_put_in_order() -> None:
    """Scans of one moment keep the carrier's order, oldest last in its list."""
    noon, one = "2025-03-13T12:00:00", "2025-03-13T13:00:00"
    listed = [event("EE", at=noon), event("AA", at=noon), event("PO", at=one), event("VA", at=noon)]

    said = asked(*listed).statements

    assert [(s.code[10:12], s.sequence) for s in said] == [
        ("VA", 0), ("AA", 1), ("EE", 2), ("PO", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ({"addressLocality": "PORTO - PORTUGAL"}, Place(city="PORTO", country="PT")),
        ({"addressLocality": "A - B - PORTUGAL"}, Place(city="A - B", country="PT")),
        ({"addressLocality": "Stadt - Land"}, Place(city="Stadt - Land")),
        ({"addressLocality": "Kassel", "countryCode": "DE"}, Place(city="Kassel", country="DE")),
        ({"postalCode": "08056", "streetAddress": "Ring 1"}, None),
        ({}, None),
    ],
)
def test_a_place_is_a_town_and_a_country(address: dict[str, str], place: Place | None) -> None:
    """Express writes both into one; neither street nor postcode is kept."""
    (said,) = asked(event("AA", **located(**address))).statements

    assert said.place == place


@pytest.mark.parametrize(
    ("frame", "span"),
    [
        (("2025-03-14T09:00:00", "2025-03-14T18:00:00"),
         ("2025-03-14T09:00", "2025-03-14T18:00", "window")),
        (("2025-03-14T09:00:00+00:00", "2025-03-14T18:00:00Z"),
         ("2025-03-14T10:00", "2025-03-14T19:00", "window")),
        (("2025-03-14T22:00:00Z", "2025-03-14T23:30:00Z"),
         ("2025-03-14T23:00", "2025-03-15T00:30", "window")),
        (("", "2025-03-14T18:00:00"), ("2025-03-14T00:00", "2025-03-14T18:00", "window")),
        (("2025-03-14T19:00:00", "2025-03-14T18:00:00"),
         ("2025-03-14T00:00", "2025-03-14T18:00", "window")),
        (("0001-01-01T00:00:00", "2025-03-14T18:00:00"),
         ("2025-03-14T00:00", "2025-03-14T18:00", "window")),
        (("2025-03-14", "2025-03-14"), ("2025-03-14", "2025-03-14", "day")),
        (("2025-03-14T00:00:00", "2025-03-14T00:00:00"), ("2025-03-14", "2025-03-14", "day")),
    ],
)  # fmt: skip
def test_a_window_is_told_in_the_destinations_clocks(
    frame: tuple[str, str], span: tuple[str, str, str]
) -> None:
    """Without a beginning it is "by then", without hours a day."""
    assert forecast(
        **{FRAME: dict(zip(("estimatedFrom", "estimatedThrough"), frame, strict=True))}
    ) == [span]


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("2025-03-14", ("2025-03-14", "2025-03-14", "day")),
        ("2025-03-14T00:00:00Z", ("2025-03-14", "2025-03-14", "day")),
        ("2025-03-14T12:00:00Z", ("2025-03-14T00:00", "2025-03-14T13:00", "window")),
    ],
)
def test_a_single_time_is_by_then_and_midnight_a_day(
    written: str, span: tuple[str, str, str]
) -> None:
    """Where no window is named beside it."""
    assert forecast(**{SINGLE: written}) == [span]


@pytest.mark.parametrize("day", ["2025-03-12", "2026-04-01", "9999-12-31", "soon", ""])
def test_a_forecast_that_nobody_can_believe_is_none(day: str) -> None:
    """Before the first scan, or more than a year after the last."""
    assert forecast(**{SINGLE: day}) == []


def test_a_scan_at_the_end_of_the_calendar_raises_nothing() -> None:
    """Wrong years are heard as they stand."""
    heard = asked(
        event("AA", at="9999-12-31T23:59:00-12:00"), event("VA"), **{SINGLE: "2025-03-14"}
    )

    assert len(heard.statements) == 2


def test_a_forecast_is_the_destinations_or_the_accounts_or_none() -> None:
    """A day ends somewhere; where nothing says where, nothing is promised."""
    body = answer(event("AA"), **{SINGLE: "2025-03-14"})

    (planned,) = polled(body, NUMBER, zone="Europe/Rome").estimates
    assert planned.span == Span(
        from_="2025-03-14", to="2025-03-14", precision="day", zone="Europe/Rome"
    )
    assert planned.basis == Basis.FIRST
    assert polled(body, NUMBER, zone=None).estimates == ()


def test_a_parcel_that_has_arrived_is_expected_no_more() -> None:
    """Whatever DHL left standing."""
    assert spans(asked(event("ZU"), **HERE, **{SINGLE: "2025-03-14"})) == []


def test_an_ambiguous_hour_is_its_first() -> None:
    """When clocks go back, 02:30 comes twice: a rule, so that a replay gives the same bytes."""
    (said,) = asked(event("AA", at="2025-10-26T02:30:00")).statements

    assert said.when.instant == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
