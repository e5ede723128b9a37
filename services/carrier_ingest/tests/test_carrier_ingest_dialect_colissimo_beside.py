"""What La Poste says beside events: the forecast, the counter, the partner abroad."""

from typing import Any

import pytest
from carrier_ingest.carriers.heard import Basis
from dialect_colissimo_payloads import NUMBER, TO_SWITZERLAND, WITHIN_FRANCE, answer, event, polled
from waymark_events.values import Span

FROM_GERMANY = {"originCountry": "DE", "arrivalCountry": "FR"}


@pytest.mark.parametrize(
    ("fields", "span"),
    [
        ({"estimDate": "2025-09-06"}, ("2025-09-06", "2025-09-06", "day")),
        ({"estimDate": "2025-09-06T00:00:00+02:00"}, ("2025-09-06", "2025-09-06", "day")),
        (
            {"estimDate": "2025-09-06", "estimHourMin": "09:30", "estimHourMax": "12h"},
            ("2025-09-06T09:30", "2025-09-06T12:00", "window"),
        ),
        (
            {"estimDate": "2025-09-06", "estimHourMin": "12:00", "estimHourMax": "9h30"},
            ("2025-09-06", "2025-09-06", "day"),
        ),
        ({"estimDate": "2025-09-06", "estimHourMin": "9"}, ("2025-09-06", "2025-09-06", "day")),
        ({"estimDate": ""}, None),
        ({"estimDate": "2019-01-01"}, None),
        ({"estimDate": "2025-09-06", "isFinal": True}, None),
    ],
)
def test_a_forecast_is_an_estimate_in_the_destinations_zone(
    fields: dict[str, Any], span: tuple[str, str, str] | None
) -> None:
    """A day, or hours of it, until La Poste says that no more is to come."""
    heard = polled(answer(event("ET1"), context=TO_SWITZERLAND, **fields))

    expected = span and Span(from_=span[0], to=span[1], precision=span[2], zone="Europe/Zurich")
    assert [(one.number, one.basis, one.span) for one in heard.estimates] == (
        [(NUMBER, Basis.FIRST, expected)] if expected else []
    )


def test_nothing_is_forecast_of_what_has_ended_or_goes_where_nobody_knows() -> None:
    """Delivered, on its way back, or without a country and an account's zone."""
    due = {"estimDate": "2025-09-06"}

    assert polled(answer(event("DI1"), **due)).estimates == ()
    assert polled(answer(event("RE1"), **due)).estimates == ()
    assert polled(answer(event("ET1"), context={}, **due), zone=None).estimates == ()
    assert len(polled(answer(event("ET1"), context={}, **due)).estimates) == 1


def test_the_counter_where_it_waits_is_private() -> None:
    """It stands beside the newest scan that waits, and nowhere before."""
    point = {"removalPoint": {"name": "Bureau de Lyon<br>Bellecour", "type": 1}}
    before = event("AG1", "2025-09-03T11:00:00+02:00"), event("ET1", "2025-09-02T11:00:00+02:00")
    waiting = answer(event("AG1"), *before, context=point)
    moving = answer(event("ET1"), context=point)

    heard = polled(waiting)

    (note,) = heard.notes
    assert (note.pickup_name, note.scan_id) == (
        "Bureau de Lyon Bellecour",
        heard.statements[-1].scan_id,
    )
    assert polled(moving).notes == ()


@pytest.mark.parametrize(
    ("name", "reference", "context", "link"),
    [
        ("Swiss Post", "990000000000000017", TO_SWITZERLAND, ("swiss_post", "handover")),
        ("La Poste CH", "RR000000014CH", TO_SWITZERLAND, ("swiss_post", "handover")),
        ("Deutsche Post", "RR000000014DE", FROM_GERMANY, ("dhl_parcel_de", "relabel")),
        ("Kurier & Söhne", "12345678", TO_SWITZERLAND, ("x_kurier_s_hne", "handover")),
        ("", "12345678", TO_SWITZERLAND, None),
        ("Swiss Post", "", TO_SWITZERLAND, None),
        ("Swiss Post", NUMBER, TO_SWITZERLAND, None),
        ("Swiss Post", "?", WITHIN_FRANCE, None),
    ],
)
def test_a_partners_number_is_linked_with_whoever_it_is_of(
    name: str, reference: str, context: dict[str, str], link: tuple[str, str] | None
) -> None:
    """By the partner's name, else by the country of the number's post; our own number is none."""
    partner = {"name": name, "network": "EMS", "reference": reference}
    heard = polled(answer(event("ET1"), context=context | {"partner": partner}))

    said = [(one.number, one.successor, one.successor_carrier, one.kind) for one in heard.links]
    assert said == ([(NUMBER, reference, *link)] if link else [])


def test_a_delivery_without_an_hour_stands_though_something_is_told_later_that_day() -> None:
    """What only informs moves nothing, so it outranks no day either."""
    out = event("MD2", "2025-09-04T08:00:00+02:00")
    delivered = event("DI1", "2025-09-04T00:00:00+02:00")
    told_later = event("ID0", "2025-09-04T15:00:00+02:00")

    said = polled(answer(told_later, delivered, out)).statements

    assert {one.code: one.kind for one in said} == {"MD2": "event", "ID0": "info", "DI1": "event"}
    assert said[-1].milestone == "delivered"


@pytest.mark.parametrize("day", ["9998-12-31", "9999-12-31T00:00:00+02:00", "0001-01-01"])
def test_a_day_beside_the_calendars_ends_is_no_forecast(day: str) -> None:
    """Nor is an event of such a day anything to count from."""
    late = event("ET1", "9999-12-31T10:00:00+02:00")

    assert polled(answer(event("ET1"), estimDate=day)).estimates == ()
    assert len(polled(answer(late, estimDate=day)).statements) == 1
