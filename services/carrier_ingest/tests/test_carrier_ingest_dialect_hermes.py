"""Hermes, heard: samples, times, identity, forecast, private texts."""

from datetime import UTC, datetime

import msgspec
import pytest
from carrier_ingest.carriers.heard import Basis, Estimate, Outcome
from dialect_hermes_payloads import HELD, NUMBER, UNKNOWN, answer, only, polled, sample, scan, told
from waymark_events.values import Place, Span, When
from waymark_events.vocabulary import Certainty


def test_a_delivery_after_a_failed_attempt_is_told_whole() -> None:
    """Nine scans; what the depot says of the attempt is information: it was the driver's."""
    heard = polled(sample("hermes_delivered.json"), NUMBER)

    assert told(heard) == [
        ("event", "announced", "progress.update"),
        ("event", "accepted", "progress.departed"),
        ("event", "in_transit", "progress.processed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "attempt_failed", "recipient.not_home"),
        ("info", "attempt_failed", "recipient.not_home"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "delivered", "delivered.other"),
    ]
    assert [one.outcome for one in heard.answers] == [Outcome.NEWS]
    assert (heard.problems, heard.trouble, heard.estimates) == ((), None, ())


def test_a_parcel_at_customs_and_a_number_without_news_stand_in_one_answer() -> None:
    """Not found comes with 200, beside what was found."""
    heard = polled(sample("hermes_customs_and_unknown.json"), HELD, UNKNOWN)

    assert told(heard)[-1] == ("event", "exception", "customs.held")
    assert heard.statements[-1].text == "Held by customs"
    assert heard.statements[-1].place == Place(city="Basel", country="CH")
    assert [(one.number, one.outcome) for one in heard.answers] == [
        (HELD, Outcome.NEWS),
        (UNKNOWN, Outcome.NOT_FOUND),
    ]


def test_a_scan_is_named_by_number_moment_and_code() -> None:
    """Texts and units come in either language and are filled in later."""
    said = only("60-3-4")

    assert said.scan_key == ("hermes", "hermes", NUMBER, "20250409T122251Z", "060/003/004")
    again = only("060003004", description="Nicht angetroffen", scanningUnit=None)
    utc = only("60-3-4", at="2025-04-09T12:22:51Z")
    assert said.scan_id == again.scan_id == utc.scan_id
    assert (again.place, again.when) == (None, said.when)


def test_a_scan_carries_its_offset() -> None:
    """So its moment is exact."""
    assert only("60-3-4").when == When(
        local="2025-04-09T14:22:51",
        certainty=Certainty.EXACT,
        instant=datetime(2025, 4, 9, 12, 22, 51, tzinfo=UTC),
        zone="+02:00",
    )


def test_a_scan_without_an_offset_takes_the_places_zone() -> None:
    """As the older calls print it; it is named by what was printed."""
    said = only("60-3-4", at="2025-04-09T14:22:51")

    assert said.when.certainty == Certainty.PLACE
    assert said.scan_key[3] == "2025-04-09T14:22:51"


def test_repeats_within_an_answer_are_one_scan() -> None:
    """The whole history comes each time, in any order."""
    twice = polled(answer(scan("50-1-3"), scan("50-1-3")), NUMBER)

    assert len(twice.statements) == 1


@pytest.mark.parametrize(
    ("forecast", "basis", "span"),
    [
        ({"date": "2025-04-10"}, "first", ("2025-04-10", "2025-04-10", "day")),
        ({"date": "2025-04-10", "fixed": True}, "committed", ("2025-04-10", "2025-04-10", "day")),
        (
            {"date": "2025-04-10", "fixed": False, "timeSlot": {"from": "12:00", "to": "16:00"}},
            "first",
            ("2025-04-10T12:00", "2025-04-10T16:00", "window"),
        ),
    ],
)
def test_a_forecast_is_an_estimate(
    forecast: dict[str, object], basis: str, span: tuple[str, str, str]
) -> None:
    """A day or hours of it; one that is fixed is the carrier's commitment."""
    heard = polled(answer(scan("50-1-3"), deliveryForecast=forecast), NUMBER)

    expected = Span(from_=span[0], to=span[1], precision=span[2], zone="Europe/Berlin")
    assert heard.estimates == (
        Estimate(carrier="hermes", number=NUMBER, basis=Basis(basis), span=expected),
    )


def test_hours_of_a_forecast_are_told_by_the_destinations_clock() -> None:
    """Hermes prints German hours, wherever the parcel goes."""
    heard = polled(
        answer(
            scan("35-1-0"),
            receiverAddress={"countryCode": "GBR"},
            deliveryForecast={"date": "2025-04-10", "timeSlot": {"from": "12:00", "to": "16:00"}},
        )
    )

    (span,) = [one.span for one in heard.estimates]
    assert span == Span(
        from_="2025-04-10T11:00", to="2025-04-10T15:00", precision="window", zone="Europe/London"
    )


@pytest.mark.parametrize("day", [None, "", "soon", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_is_no_forecast(day: object) -> None:
    """With hours or without scans beside it."""
    forecast = {"date": day, "timeSlot": {"from": "00:00", "to": "01:00"}}

    assert polled(answer(scan("50-1-3"), deliveryForecast=forecast)).estimates == ()
    assert polled(answer(deliveryForecast=forecast)).estimates == ()


def test_a_day_before_the_first_scan_is_no_forecast() -> None:
    """Nor is one more than a year after the last."""
    for day in ("2025-04-08", "2026-05-01"):
        heard = polled(answer(scan("50-1-3"), deliveryForecast={"date": day}))
        assert heard.estimates == ()


def test_a_shop_and_the_words_about_people_are_private() -> None:
    """A shop may bear its keeper's name, and place-holders may be filled with a neighbour's."""
    unit = {"name": "Kiosk Kranz", "city": "Leipzig", "countryCode": "DEU"}
    heard = polled(
        answer(
            scan("55-1-3", "2025-04-09T10:00:00+02:00", scanningUnit=unit),
            scan("45-1-8", "2025-04-09T09:00:00+02:00", scanningUnit=unit),
            scan("320-2-301", "2025-04-09T08:00:00+02:00", description="Bei Kranz abgeben"),
            scan("90-1-4", "2025-04-09T12:00:00+02:00", description="An Kranz &uuml;bergeben"),
        )
    )

    public = msgspec.json.encode((heard.statements, heard.estimates, heard.problems)).lower()
    assert b"kranz" not in public
    of = {note.scan_id: note for note in heard.notes}
    wish, _, ready, delivered = (of.get(said.scan_id) for said in heard.statements)
    assert wish is not None
    assert wish.free_text == "Bei Kranz abgeben"
    assert ready is not None
    assert ready.pickup_name == "Kiosk Kranz"
    assert delivered is not None
    assert delivered.free_text == "An Kranz übergeben"


def test_one_broken_scan_costs_no_other() -> None:
    """It is counted in a sentence."""
    heard = polled(answer(scan("50-1-3"), scan("90-1-4", at="soon"), "x", None), NUMBER)

    assert told(heard) == [("event", "out_for_delivery", "progress.update")]
    assert heard.problems == (f"1 scans of {NUMBER} have no readable time",)


def test_a_lone_shipment_and_a_lone_scan_are_lists_of_one() -> None:
    """An object where a list was is read as its only member."""
    body = answer(status=scan("50-1-3"))
    body["shipmentinfo"] = body["shipmentinfo"][0]

    assert told(polled(body, NUMBER)) == [("event", "out_for_delivery", "progress.update")]
