"""Bring's histories: what is understood of them."""

from datetime import UTC, datetime

import pytest
from carrier_ingest.carriers import bring
from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.heard import Basis, Estimate
from dialect_bring_payloads import (
    ABROAD,
    NUMBER,
    SHIPMENT,
    answer,
    event,
    only,
    package,
    polled,
    sample,
    told,
)
from waymark_events.values import Place, Span
from waymark_events.vocabulary import Certainty, LinkKind


def test_a_parcel_that_was_fetched_is_told_oldest_first() -> None:
    """Bring lists the newest first; each event says as much as its code and group do."""
    assert told(polled(sample("bring_fetched.json"), NUMBER)) == [
        ("event", "announced", "progress.update"),
        ("event", "accepted", "progress.update"),
        ("event", "in_transit", "progress.departed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "available_for_pickup", "pickup.counter"),
        ("info", "in_transit", "progress.recipient_contacted"),
        ("event", "delivered", "delivered.other"),
    ]


def test_a_scan_is_said_in_full() -> None:
    """Place, phrase, its language, and an instant that is certain."""
    loaded = polled(sample("bring_fetched.json"), NUMBER, locale="nb_NO").statements[4]

    assert (loaded.carrier, loaded.number) == ("bring", NUMBER)
    assert loaded.code == "TRANSPORT_TO_RECIPIENT/3"
    assert loaded.place == Place(city="HEIMDAL", country="NO")
    assert loaded.when.instant == datetime(2025, 2, 11, 5, 25, tzinfo=UTC)
    assert (loaded.when.certainty, loaded.when.local) == (Certainty.EXACT, "2025-02-11T06:25:00")
    assert (loaded.text, loaded.text_language) == ("Loaded for delivery to the pickup point", "no")


def test_customs_that_wants_money_is_seen() -> None:
    """The finer code names the cause; the group alone would not."""
    assert told(polled(sample("bring_customs.json"), ABROAD)) == [
        ("event", "in_transit", "progress.arrived"),
        ("event", "exception", "customs.duties_due"),
    ]


def test_a_failed_attempt_is_seen() -> None:
    """By its group or by its code."""
    assert only(event("ATTEMPTED_DELIVERY")).milestone == "attempt_failed"
    assert only(event("DEVIATION", "H")).milestone == "attempt_failed"


@pytest.mark.parametrize(
    ("printed", "local", "certainty"),
    [
        ("2025-02-11T06:25:00+0100", "2025-02-11T06:25:00", "exact"),
        ("2025-02-11T05:25:00Z", "2025-02-11T05:25:00", "exact"),
        ("2025-02-11T06:25:00", "2025-02-11T06:25:00", "place"),
        ("2025-02-11", "2025-02-11", "none"),
    ],
)
def test_a_time_is_as_certain_as_it_was_printed(printed: str, local: str, certainty: str) -> None:
    """What was printed is kept."""
    when = only(event("TERMINAL", dateIso=printed)).when

    assert (when.local, when.certainty) == (local, certainty)


def test_an_event_without_a_time_costs_no_other() -> None:
    """It is told, and those beside it are read; the time for people is not taken for one."""
    lost = event("TERMINAL", dateIso="soon", displayDate="11.02.2025", displayTime="06:25")

    found = polled(answer(package(lost, event("IN_TRANSIT"), 7, None)), NUMBER)

    assert len(found.statements) == 1
    assert found.problems == (f"eventSet[0] of {NUMBER} has no readable dateIso",)


def test_one_where_a_list_was_is_a_list_of_one() -> None:
    """Shipments, parcels and events alike."""
    body = answer()
    body["consignmentSet"] = {"packageSet": {"packageNumber": NUMBER, "eventSet": event("CUSTOMS")}}

    assert told(polled(body, NUMBER)) == [("event", "in_transit", "customs.presented")]


def test_a_minor_event_on_the_way_is_a_detail() -> None:
    """It stands on the timeline; a delivery that is called minor is one all the same."""
    assert only(event("TERMINAL", insignificant=True)).kind == "info"
    assert only(event("TERMINAL", insignificant="true")).kind == "info"
    assert only(event("TERMINAL", insignificant=False)).kind == "event"
    assert only(event("DELIVERED", insignificant=True)).kind == "event"


def test_the_day_it_goes_back_stands_at_the_newest_place_to_fetch_it() -> None:
    """Not at an earlier one, and not where the day is none."""
    again = event("READY_FOR_PICKUP", dateIso="2025-02-12T09:00:00+01:00")
    parcel = package(again, event("READY_FOR_PICKUP"), dateOfReturn="25.02.2025")

    first, second = polled(answer(parcel), NUMBER).statements

    assert (first.pickup_until, second.pickup_until) == (None, "2025-02-25")
    assert only(event("READY_FOR_PICKUP"), dateOfReturn="31.02.2025").pickup_until is None
    assert only(event("TERMINAL"), dateOfReturn="25.02.2025").pickup_until is None


def estimated(
    *newest_first: object, zone: str | None = None, **fields: object
) -> tuple[Estimate, ...]:
    parcel = package(*newest_first, dateOfEstimatedDelivery=fields.pop("day", "13.02.2025"))
    return polled(answer(parcel, **fields), NUMBER, zone=zone).estimates


def test_a_forecast_is_a_day_at_the_destination() -> None:
    """The country of the address tells its zone, else the account's does."""
    swedish = estimated(event("TERMINAL"), recipientHandlingAddress={"countryCode": "SE"})

    span = Span(from_="2025-02-13", to="2025-02-13", precision="day", zone="Europe/Stockholm")
    assert swedish == (Estimate(carrier="bring", number=NUMBER, basis=Basis.FIRST, span=span),)
    (ours,) = estimated(event("TERMINAL"), zone="Europe/Oslo")
    assert ours.span is not None
    assert ours.span.zone == "Europe/Oslo"
    assert estimated(event("TERMINAL")) == ()


@pytest.mark.parametrize("day", ["", None, "soon", "10.02.2025", "13.02.2027"])
def test_a_day_that_cannot_be_believed_is_no_forecast(day: object) -> None:
    """Before the first scan, or more than a year behind the last."""
    assert estimated(event("TERMINAL"), zone="Europe/Oslo", day=day) == ()


def test_a_scan_at_the_end_of_the_calendar_raises_nothing() -> None:
    """A mistyped year costs no more than itself, also beside a forecast."""
    last = event("TERMINAL", dateIso="9999-12-31T23:59:00-12:00")

    found = polled(answer(package(last, dateOfEstimatedDelivery="31.12.9999")), NUMBER, zone=None)

    assert len(found.statements) == 0
    by_day = event("TERMINAL", dateIso="9999-12-31")
    assert estimated(by_day, event("CUSTOMS"), zone="Europe/Oslo", day="31.12.9999") != ()


def test_a_parcel_that_is_there_has_no_forecast() -> None:
    """What was forecast is over."""
    assert estimated(event("DELIVERED"), zone="Europe/Oslo") == ()
    assert estimated(event("DELIVERED", dateIso="2025-02-10T01:00:00Z"), event("RETURN"),
                     zone="Europe/Oslo", day="2025-02-13") != ()  # fmt: skip


def test_what_is_told_after_a_delivery_expects_nothing_again() -> None:
    """A message to the recipient moves no parcel."""
    told_later = event("NOTIFICATION_SENT", dateIso="2025-02-11T12:00:00+01:00")

    assert estimated(told_later, event("DELIVERED"), zone="Europe/Oslo") == ()


def test_a_number_that_was_replaced_leads_to_the_new_one() -> None:
    """Of the parcel and of its shipment; and the parcel is a piece of that."""
    parcel = package(event("TERMINAL"), previousPackageNumber="370730000000000039")

    found = polled(answer(parcel, previousConsignmentId="70730000000000038"), NUMBER)

    assert [(one.number, one.successor, one.kind) for one in found.links] == [
        ("370730000000000039", NUMBER, LinkKind.RELABEL),
        ("70730000000000038", SHIPMENT, LinkKind.RELABEL),
        (NUMBER, SHIPMENT, LinkKind.PIECE),
    ]
    assert {(one.carrier, one.successor_carrier) for one in found.links} == {("bring", "bring")}


def test_a_parcel_of_no_other_number_has_no_links() -> None:
    """Abroad, parcel and shipment bear the same."""
    assert polled(sample("bring_customs.json"), ABROAD).links == ()


def test_what_is_no_answer_of_bring_is_told() -> None:
    """In a sentence that names what there is."""
    assert bring.parse(RawPayload(body=b"<html>", channel="poll")).problems == (
        "a payload of Bring is not JSON",
    )
    assert polled({}).problems == ("an answer of Bring holds no consignmentSet",)
    assert polled(answer(package(packageNumber=""))).problems == (
        "a parcel in an answer of Bring has no readable packageNumber",
    )
