"""FedEx's codes: the scan's own, what sharpens it, and every row of the table."""

from typing import Any

import pytest
from carrier_ingest.carriers import fedex
from carrier_ingest.carriers.tables import by_kind_and_code
from dialect_fedex_payloads import heard, one, scan, told
from waymark_events.vocabulary import Kind

TABLE = by_kind_and_code(fedex.__name__)
FORECASTS = {"AE", "AO", "US"}


def meant(code: str, **fields: Any) -> tuple[str, str]:
    """What the newest scan of this code means on a parcel of which more is said."""
    said = heard(scan(code), latestStatusDetail={"code": code, **fields}).statements[-1]
    return said.milestone, said.reason


def rows(kind: str) -> dict[str, tuple[str, str]]:
    return {row.code: (row.milestone, row.reason) for (k, _), row in TABLE.items() if k == kind}


def test_every_event_is_found_by_its_code() -> None:
    """Whatever stands beside it."""
    said = {code: one(code) for code in rows("event")}

    assert {code: (s.milestone, s.reason) for code, s in said.items()} == rows("event")
    assert {code for code, s in said.items() if s.kind == Kind.INFO} == FORECASTS


def test_every_code_of_the_authorities_is_found_at_a_customs_place() -> None:
    """At a broker or a port of entry."""
    found = {code: one(code, locationType="CUSTOMS_BROKER") for code in rows("regulatory")}
    at_port = {code: one(code, locationType="PORT_OF_ENTRY") for code in rows("regulatory")}

    assert {code: (s.milestone, s.reason) for code, s in found.items()} == rows("regulatory")
    assert {code: (s.milestone, s.reason) for code, s in at_port.items()} == rows("regulatory")


def test_every_cause_is_found_beside_an_exception() -> None:
    """By its code on the scan, or beside the newest status."""
    on_scan = {code: one("DE", exceptionCode=code.zfill(3)) for code in rows("exception_code")}
    beside = {
        code: meant("SE", ancillaryDetails=[{}, {"reason": f"0{code}"}])
        for code in rows("exception_code")
    }
    delays = {code: meant("DD", delayDetail={"type": code}) for code in rows("delay_type")}

    assert {c: (s.milestone, s.reason) for c, s in on_scan.items()} == rows("exception_code")
    assert beside == rows("exception_code")
    assert delays == rows("delay_type")


def test_every_place_of_a_delivery_is_found() -> None:
    """The kind of place stands on the parcel."""
    found = {
        code: heard(scan("DL"), deliveryDetails={"locationType": code}).statements[0]
        for code in rows("delivery_location")
    }

    assert {c: (s.milestone, s.reason) for c, s in found.items()} == rows("delivery_location")


def test_an_unknown_code_is_unmapped() -> None:
    """With its raw text; never an error, never a guess."""
    said = one("Q9", eventDescription="Beamed up")

    assert (said.milestone, said.reason) == ("in_transit", "unmapped")
    assert (said.code, said.text) == ("Q9/", "Beamed up")
    assert one("", derivedStatusCode="IN").reason == "unmapped"
    assert one("", derivedStatusCode="PU").milestone == "accepted"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "progress.departed"),
        ({"eventDescription": "International shipment release - Export"}, "customs.presented"),
        ({"locationType": "SORT_FACILITY"}, "progress.departed"),
    ],
)
def test_two_letters_mean_an_airport_or_an_export(fields: dict[str, str], reason: str) -> None:
    """`EA` is read by the place, or by the word "export"."""
    assert one("EA", **fields).reason == reason


def test_causes_count_in_an_order() -> None:
    """The scan's own, then the delay's kind, then the reason beside the status."""
    weather = {"type": "WEATHER", "status": "DELAYED"}
    away = [{"reason": "007"}]
    latest = {"code": "DE", "delayDetail": weather, "ancillaryDetails": away}

    (own,) = heard(scan("DE", exceptionCode="03"), latestStatusDetail=latest).statements

    assert own.reason == "retailer.wrong_address"
    assert meant("DE", delayDetail=weather, ancillaryDetails=away)[1] == "external.weather"
    early = weather | {"status": "EARLY"}
    assert meant("DE", delayDetail=early, ancillaryDetails=away)[1] == "recipient.not_home"


def test_what_is_said_of_the_parcel_is_about_its_newest_status() -> None:
    """An older exception had a cause of its own; a scan of another code has none of it."""
    latest = {"code": "DE", "ancillaryDetails": [{"reason": "15"}]}
    old = scan("DE", at="2026-03-10T10:00:00-05:00")

    found = heard(scan("SE"), scan("DE"), old, latestStatusDetail=latest)

    assert [reason for _, _, reason in told(found)] == [
        "carrier.other", "recipient.not_home", "carrier.other",
    ]  # fmt: skip


def test_a_parcel_with_another_date_still_moves() -> None:
    """Only the reason is sharpened; a code that is no exception has no cause."""
    weather = {"type": "WEATHER"}

    assert meant("DY", delayDetail=weather) == ("in_transit", "external.weather")
    assert meant("AR", delayDetail=weather) == ("in_transit", "progress.arrived")


def test_a_delivery_after_a_return_began_is_the_end_of_the_return() -> None:
    """FedEx has no code for it; before the return it was a delivery."""
    back = scan("DL", at="2026-03-13T10:00:00-05:00")
    turned = scan("RS", at="2026-03-12T10:00:00-05:00")
    fields: dict[str, Any] = {"deliveryDetails": {"locationType": "MAILROOM"}}

    assert told(heard(back, turned, scan("DL"), **fields)) == [
        ("event", "delivered", "delivered.other"),
        ("event", "returning", "unstated"),
        ("event", "returned", "unstated"),
    ]
