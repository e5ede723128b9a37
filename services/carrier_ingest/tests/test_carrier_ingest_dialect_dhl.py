"""DHL Parcel DE, heard: samples, times and places, identity, forecast, private texts."""

from datetime import UTC, datetime

import msgspec
import pytest
from carrier_ingest.carriers.heard import Outcome
from dialect_dhl_payloads import NUMBER, answer, event, only, polled, sample, told
from waymark_events.values import Place, Span, When
from waymark_events.vocabulary import Certainty


def test_a_delivery_to_a_neighbour_is_told_from_the_first_data_on() -> None:
    """Six events in the order of the page, the last one to a neighbour."""
    heard = polled(sample("dhl_parcel_de_delivered.xml"), NUMBER)

    assert told(heard) == [
        ("event", "announced", "progress.update"),
        ("event", "accepted", "progress.update"),
        ("event", "in_transit", "progress.departed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "delivered", "delivered.to_neighbour"),
    ]
    assert [one.outcome for one in heard.answers] == [Outcome.NEWS]
    assert (heard.problems, heard.trouble, heard.estimates) == ((), None, ())


def test_a_german_scan_has_its_place_and_the_zone_of_it() -> None:
    """Printed without a zone, a scan in Germany happened by Berlin's clock."""
    said = polled(sample("dhl_parcel_de_delivered.xml"), NUMBER).statements[1]

    assert said.place == Place(name="Kassel", country="DE")
    assert said.when == When(
        local="2025-03-12T18:40:00",
        certainty=Certainty.PLACE,
        instant=datetime(2025, 3, 12, 17, 40, tzinfo=UTC),
        zone="Europe/Berlin",
    )
    assert (said.code, said.text, said.text_language) == ("PCKDU/PUBCR/AE", "Collected", "en")


def test_a_scan_without_a_country_takes_the_accounts_zone() -> None:
    """The first scan names no country; the account's setting helps, and says so."""
    first = polled(sample("dhl_parcel_de_delivered.xml"), NUMBER).statements[0]

    assert (first.when.certainty, first.when.zone) == (Certainty.ACCOUNT, "Europe/Berlin")
    assert first.place is None


def test_names_and_the_recipients_words_are_private() -> None:
    """The long text may quote people; the neighbour's name is in neither stream nor problems."""
    heard = polled(
        answer(
            event("DLVRD", "NGHBR", "ZU", event_text="Left with &amp;quot;Kranz&amp;quot;"),
            recipient_id="4",
            recipient_name="KRANZ",
        ),
        NUMBER,
    )

    (note,) = heard.notes
    assert (note.neighbour, note.receiver) == ("KRANZ", None)
    assert note.free_text == 'Left with "Kranz"'
    public = msgspec.json.encode((heard.statements, heard.estimates, heard.problems)).lower()
    assert b"kranz" not in public


def test_a_scan_is_one_in_either_language() -> None:
    """Texts and names of countries are translated; the scan is the same."""
    english = only(event("SRTED", "NRQRD", "PO"))
    german = polled(
        answer(event("SRTED", "NRQRD", "PO", event_country="Deutschland")), NUMBER, locale="de"
    ).statements[0]

    assert english.scan_id == german.scan_id
    assert english.when == german.when
    assert german.text_language == "de"


def test_a_place_filled_in_later_leaves_the_scan_as_it_is() -> None:
    """The location is a statement about the scan, not part of it."""
    before = only(event("SRTED", "NRQRD", "PO"))
    after = only(event("SRTED", "NRQRD", "PO", event_location="Zwickau"))

    assert before.scan_id == after.scan_id


def test_equal_events_of_one_minute_are_told_apart_by_their_place_in_line() -> None:
    """Two scans with the same codes in the same minute are two scans, always the same two."""
    twice = answer(event("SRTED", "NRQRD", "PO"), event("SRTED", "NRQRD", "PO"))

    first = [said.scan_id for said in polled(twice, NUMBER).statements]

    assert len(set(first)) == 2
    assert first == [said.scan_id for said in polled(twice, NUMBER).statements]


@pytest.mark.parametrize(
    ("fields", "span"),
    [
        ({"delivery_date": "14.03.2025"}, ("2025-03-14", "2025-03-14", "day")),
        (
            {
                "delivery_date": "14.03.2025",
                "delivery_timeframe_from": "09:30",
                "delivery_timeframe_to": "12:00",
            },
            ("2025-03-14T09:30", "2025-03-14T12:00", "window"),
        ),
        ({"delivery_date": "2025-03-14"}, ("2025-03-14", "2025-03-14", "day")),
        ({"delivery_date": ""}, None),
        ({"delivery_date": "01.01.2019"}, None),
        ({"delivery_date": "14.03.2025", "delivery_event_flag": "1"}, None),
    ],
)
def test_a_forecast_is_an_estimate_in_the_destinations_zone(
    fields: dict[str, str], span: tuple[str, str, str] | None
) -> None:
    """A day, or hours of it; an empty one takes nothing back."""
    heard = polled(answer(event("SRTED", "NRQRD", "PO"), dest_country="CH", **fields), NUMBER)

    expected = span and Span(from_=span[0], to=span[1], precision=span[2], zone="Europe/Zurich")
    assert [one.span for one in heard.estimates] == ([expected] if expected else [])


def test_a_parcel_whose_way_is_over_is_expected_no_more() -> None:
    """Whether or not DHL says so on the piece too."""
    taken = event("DLVRD", "NGHBR", "ZU")

    assert polled(answer(taken, delivery_date="14.03.2025"), NUMBER).estimates == ()


def test_the_public_form_is_walked_by_name_as_well() -> None:
    """Other names, another depth, the same attributes."""
    document = (
        '<data name="piece-status-public-list" code="0"><data><data name="piece-status-public" '
        f'error-status="0" searched-piece-code="{NUMBER}" piece-code="{NUMBER}">'
        f"{event('SRTED', 'NRQRD', 'PO')}</data></data></data>"
    )

    assert told(polled(document, NUMBER)) == [("event", "out_for_delivery", "progress.update")]


def test_umlauts_survive_the_declared_encoding() -> None:
    """The bytes are decoded by their own declaration."""
    document = '<?xml version="1.0" encoding="ISO-8859-1"?>' + answer(
        event("SRTED", "NRQRD", "PO", event_location="Köln", event_country="Österreich")
    )

    (said,) = polled(document.encode("latin-1"), NUMBER).statements

    assert said.place == Place(name="Köln", country="AT")
