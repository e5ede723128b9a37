"""DPD's texts for people: dates, the forecast, and the number of a consignment."""

import pytest
from carrier_ingest.carriers.heard import Basis
from dialect_dpd_payloads import NUMBER, answer, dated, item, only, polled, step
from waymark_events.values import Span
from waymark_events.vocabulary import Certainty


@pytest.mark.parametrize(
    ("printed", "local"),
    [
        ("09.07.2025, 14:05", "2025-07-09T14:05:00"),
        ("09/07/2025 14:05", "2025-07-09T14:05:00"),
        ("9-7-2025 14:05:30", "2025-07-09T14:05:30"),
        ("09.07.2025 um 14:05 Uhr", "2025-07-09T14:05:00"),
        ("09/07/2025 à 14h05", "2025-07-09T14:05:00"),
        ("09.07.2025", "2025-07-09"),
        ("09/07/2025 2:05 PM", "2025-07-09"),
        ("09.07.2025 at noon", "2025-07-09"),
        ("09.07.2025&lt;br/&gt;14:05", "2025-07-09T14:05:00"),
    ],
)
def test_a_date_is_read_in_each_language_day_first(printed: str, local: str) -> None:
    """What is no hour of twenty-four leaves the day."""
    when = only(step("ON_THE_ROAD", dated(printed))).when

    assert when.local == local
    assert (when.certainty == Certainty.NONE) == ("T" not in local)


@pytest.mark.parametrize("printed", ["", "soon", "31.02.2025", "07/19/2025", "today 14:05"])
def test_a_milestone_without_a_readable_day_is_told(printed: str) -> None:
    """Damage to one costs no other."""
    heard = polled(answer(step("ACCEPTED", dated(printed)), step("ON_THE_ROAD")))

    assert len(heard.statements) == 1
    assert heard.problems == (f"statusInfo[0] of {NUMBER} has no readable status or date",)


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("Expected on 09.07.2025", ("2025-07-09", "2025-07-09", "day")),
        ("09/07/2025 13:05 - 14:05", ("2025-07-09T13:05", "2025-07-09T14:05", "window")),
        ("Le 09/07/2025 entre 13h05 et 14h05", ("2025-07-09T13:05", "2025-07-09T14:05", "window")),
        ("09.07.2025 from 14:05 to 13:05", ("2025-07-09", "2025-07-09", "day")),
        ("09.07.2025 or 10.07.2025", None),
        ("Tomorrow, 13:05 - 14:05", None),
        ("01.01.2019", None),
        ("31.12.9999", None),
    ],
)
def test_a_forecast_is_an_estimate_where_it_names_one_day(
    sentence: str, span: tuple[str, str, str] | None
) -> None:
    """In the zone of the delivery depot; what cannot be read is shown to the recipient."""
    depot = step("AT_DELIVERY_DEPOT", item("location", "Reading (GB)"))
    heard = polled(answer(depot, shipment=item("predictInformation", sentence)))

    if span is None:
        assert heard.estimates == ()
        assert [note.free_text for note in heard.notes] == [sentence]
        return
    (one,) = heard.estimates
    expected = Span(from_=span[0], to=span[1], precision=span[2], zone="Europe/London")
    assert (one.number, one.basis, one.span) == (NUMBER, Basis.FIRST, expected)
    assert heard.notes == ()


def test_a_forecast_takes_the_accounts_zone_until_the_destination_has_shown_itself() -> None:
    """A town on the way says nothing of it; without an account's zone there is no estimate."""
    document = answer(step("ON_THE_ROAD"), shipment=item("predictInformation", "09.07.2025"))

    (one,) = polled(document, zone="Europe/Paris").estimates
    assert one.span is not None
    assert one.span.zone == "Europe/Paris"
    assert polled(document, zone=None).estimates == ()


def test_a_milestone_beside_the_calendars_end_costs_nothing() -> None:
    """Nor does it a forecast."""
    late = step("ON_THE_ROAD", dated("31.12.9999"))
    sentence = item("predictInformation", "09.07.2025")
    heard = polled(answer(step("ACCEPTED"), late, shipment=sentence))

    assert (len(heard.statements), len(heard.estimates)) == (2, 1)


def test_nothing_is_forecast_once_it_was_delivered() -> None:
    """Whatever sentence is left over."""
    left_over = item("predictInformation", "09.07.2025")

    heard = polled(answer(step("DELIVERED"), shipment=left_over))

    assert (heard.estimates, heard.notes) == ((), ())


def test_the_consignment_of_a_parcel_is_linked() -> None:
    """Known by its form; any other extra value is none."""
    extra = "<trackingProperty><key>{}</key><value>{}</value></trackingProperty>"
    consignment = "MPS05190000000120250707"
    both = extra.format("a", consignment) + extra.format("b", "JAN VOS 20250707")

    (link,) = polled(answer(step("ON_THE_ROAD"), shipment=both)).links

    assert (link.number, link.successor_carrier, link.successor) == (NUMBER, "dpd", consignment)
    assert link.kind == "piece"
