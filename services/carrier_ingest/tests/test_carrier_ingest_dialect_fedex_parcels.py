"""What stands on a parcel of FedEx: private notes, proof, planned days, second numbers."""

from typing import Any

import msgspec
import pytest
from carrier_ingest.carriers.heard import Basis, Estimate, Linked, Note
from dialect_fedex_payloads import NUMBER, delivered, heard, polled, scan
from waymark_events.values import Span
from waymark_events.vocabulary import LinkKind

ON_THE_WAY = scan("DP")
HOME: dict[str, Any] = {
    "recipientInformation": {"address": {"stateOrProvinceCode": "CO", "countryCode": "US"}}
}
RETURN = "794120067001"


def dates(**types: str) -> dict[str, Any]:
    return {"dateAndTimes": [{"type": t, "dateTime": at} for t, at in types.items()]}


def planned(**fields: Any) -> Estimate | None:
    """What is planned for a parcel on its way to Colorado."""
    found = heard(ON_THE_WAY, **(HOME | fields)).estimates
    return found[0] if found else None


def span(**fields: Any) -> tuple[Basis, str, str] | None:
    found = planned(**fields)
    return (found.basis, found.span.from_, found.span.to) if found and found.span else None


def test_who_took_it_is_a_note_beside_the_delivery() -> None:
    """No name, street or free word stands in a statement, an estimate or a proof."""
    body = delivered()
    body["deliveryDetails"] |= {
        "receivedByName": "A.QUILL",
        "signedByName": "B.QUILL",
        "locationDescription": "Behind the quince",
        "actualDeliveryAddress": {"streetLines": ["12 Quince Rd"], "city": "BOULDER"},
    }
    body["scanEvents"][0]["scanLocation"]["streetLines"] = ["12 Quince Rd"]
    body["recipientInformation"] = {"contact": {"personName": "A.QUILL"}}

    found = polled({"trackResults": [body]}, NUMBER)

    (note,) = found.notes
    assert (note.receiver, note.safe_place) == ("A.QUILL", "Behind the quince")
    assert note.scan_id == found.statements[-1].scan_id
    public = msgspec.json.encode((found.statements, found.estimates, found.proofs, found.answers))
    assert b"qui" not in public.lower()


def test_a_signature_is_a_proof_of_the_delivery() -> None:
    """By what, when and at what kind of place; never by whom."""
    body = delivered()
    body["deliveryDetails"]["signedByName"] = "B.QUILL"

    found = polled({"trackResults": [body]})
    (proof,) = found.proofs

    assert (proof.means, proof.location) == (("signature",), "RESIDENCE")
    assert (proof.scan_id, proof.when) == (
        found.statements[-1].scan_id, found.statements[-1].when,
    )  # fmt: skip
    assert heard(ON_THE_WAY, deliveryDetails={"signedByName": "B"}).proofs == ()
    assert heard(scan("DL")).proofs == ()


def test_a_place_of_delivery_in_free_words_is_no_proofs() -> None:
    """FedEx's own words are capitals with underscores."""
    (proof,) = heard(scan("DL"), deliveryDetails={"locationType": "Mr. Quill"}).proofs

    assert (proof.means, proof.location) == ((), None)


def test_where_a_parcel_waits_is_a_note() -> None:
    """Name and address of the place, beside the scan that says it waits."""
    contact = {
        "contact": {"companyName": "Quill's Pharmacy"},
        "address": {"streetLines": ["1 Elm St"], "postalCode": "80302", "city": "BOULDER"},
    }
    expected = ("Quill's Pharmacy", "1 Elm St, 80302, BOULDER")

    for held in ({"locationContactAndAddress": contact}, contact):
        (note,) = heard(scan("HP"), ON_THE_WAY, holdAtLocation=held).notes
        assert (note.pickup_name, note.pickup_address) == expected
    assert heard(ON_THE_WAY, holdAtLocation=contact).notes == ()


def test_the_words_beside_an_exception_are_a_note() -> None:
    """Nobody has promised that they are fixed phrases."""
    found = heard(scan("DE", exceptionDescription="Dog named Quill"), ON_THE_WAY)

    said = found.statements[-1]
    expected = Note(
        carrier="fedex", number=NUMBER, scan_id=said.scan_id, free_text="Dog named Quill"
    )
    assert found.notes == (expected,)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (dates(COMMITMENT="2026-03-12T20:00:00-06:00"),
         (Basis.COMMITTED, "2026-03-12T00:00", "2026-03-12T20:00")),
        (dates(ESTIMATED_DELIVERY="2026-03-13T00:00:00-06:00"),
         (Basis.FIRST, "2026-03-13", "2026-03-13")),
        (dates(COMMITMENT="2026-03-12T20:00:00-06:00", ESTIMATED_DELIVERY="2026-03-13T00:00:00"),
         (Basis.FIRST, "2026-03-13", "2026-03-13")),
        (dates(APPOINTMENT_DELIVERY="2026-03-14T10:30:00-06:00"),
         (Basis.FIRST, "2026-03-14T00:00", "2026-03-14T10:30")),
        (dates(ESTIMATED_DELIVERY="2026-03-12T22:00:00-05:00"),
         (Basis.FIRST, "2026-03-12T00:00", "2026-03-12T21:00")),
        ({"estimatedDeliveryTimeWindow": {"window": {
            "begins": "2026-03-12T09:15:00-06:00", "ends": "2026-03-12T13:15:00-06:00"}}},
         (Basis.FIRST, "2026-03-12T09:15", "2026-03-12T13:15")),
        ({"estimatedDeliveryTimeWindow": {"window": {}},
          "standardTransitTimeWindow": {"window": {"ends": "2026-03-12T20:00:00-06:00"}}},
         (Basis.COMMITTED, "2026-03-12T00:00", "2026-03-12T20:00")),
        (dates(SHIP="2026-03-12T00:00:00-06:00"), None),
        (dates(ESTIMATED_DELIVERY="1900-01-01T00:00:00-06:00"), None),
        ({"dateAndTimes": {"type": "COMMITMENT", "dateTime": "soon"}}, None),
    ],
)  # fmt: skip
def test_a_planned_day_is_the_estimate_or_the_commitment(
    fields: dict[str, Any], expected: tuple[Basis, str, str] | None
) -> None:
    """One of them, in the destination's time; midnight is a day alone; placeholders are none."""
    assert span(**fields) == expected


def test_a_planned_day_is_by_the_destinations_clock() -> None:
    """Of the address, which is dropped; else of the account; else of the scan."""
    day = dates(ESTIMATED_DELIVERY="2026-03-13T00:00:00-06:00")
    denver = Span(from_="2026-03-13", to="2026-03-13", precision="day", zone="America/Denver")
    arrived = scan("OD", scanLocation=HOME["recipientInformation"]["address"])

    assert planned(**day) == Estimate(
        carrier="fedex", number=NUMBER, basis=Basis.FIRST, span=denver
    )
    assert heard(arrived, zone="Europe/Berlin", **day).estimates[0].span == denver
    (at_home,) = heard(ON_THE_WAY, zone="Europe/Berlin", **day).estimates
    assert at_home.span is not None
    assert at_home.span.zone == "Europe/Berlin"
    assert heard(scan("DP", scanLocation={}), **day).estimates == ()


def test_a_day_that_fedex_calls_changed_is_revised() -> None:
    """The scan says that it changed, the parcel says to what."""
    day = dates(ESTIMATED_DELIVERY="2026-03-13T00:00:00-06:00")

    revised = {code: heard(scan(code), **HOME, **day).estimates[0].basis for code in ("US", "AO")}

    assert revised == {"US": Basis.REVISED, "AO": Basis.FIRST}


def test_no_day_is_told_where_fedex_cannot_tell() -> None:
    """Unless it has named one beside it."""
    away = {"deliveryDetails": {"destinationServiceArea": "EDDUNAVAILABLE"}}

    found = planned(**away)

    assert found == Estimate(carrier="fedex", number=NUMBER, basis=Basis.NONE)
    assert span(**away, **dates(COMMITMENT="2026-03-12T20:00:00-06:00")) is not None


def test_a_parcel_at_its_end_has_no_planned_day() -> None:
    """Whatever still stands there."""
    assert polled({"trackResults": [delivered()]}).estimates == ()


@pytest.mark.parametrize("code", ["AO", "US"])
def test_a_forecast_after_the_end_opens_nothing(code: str) -> None:
    """Only what happens to a parcel counts; FedEx may still list a forecast behind the delivery."""
    day = dates(ESTIMATED_DELIVERY="2026-03-13T00:00:00-06:00")
    later = scan(code, "2026-03-11T18:00:00-05:00")

    assert heard(later, scan("DL"), **HOME, **day).estimates == ()
    assert len(heard(later, ON_THE_WAY, **HOME, **day).estimates) == 1


def identifiers(**types: Any) -> dict[str, Any]:
    listed = [{"type": kind, "value": value} for kind, value in types.items()]
    return {"additionalTrackingInfo": {"packageIdentifiers": listed}}


@pytest.mark.parametrize("kind", ["RETURNED_TO_SHIPPER_TRACKING_NUMBER", "OUTBOUND_LINK_TO_RETURN"])
@pytest.mark.parametrize("value", [RETURN, [RETURN, RETURN, NUMBER, "", 7]])
def test_the_way_back_has_a_number_of_its_own(kind: str, value: Any) -> None:
    """Named once, however often it is written; never the parcel's own."""
    assert heard(ON_THE_WAY, **identifiers(**{kind: value})).links == (
        Linked(
            carrier="fedex",
            number=NUMBER,
            successor_carrier="fedex",
            successor=RETURN,
            kind=LinkKind.RETURN,
        ),
    )


@pytest.mark.parametrize(
    ("code", "number", "partner"),
    [
        ("AX", "9261290100130000000012", "usps"),
        ("AC", "7012345678901234", "canada_post"),
        ("DP", "9400109205556004123457", "usps"),
        ("DP", "1234", None),
        ("DP", "no number", None),
    ],
)
def test_a_partner_is_named_where_it_is_clear_who(
    code: str, number: str, partner: str | None
) -> None:
    """By the scan that hands over, else by a number that can be nobody else's."""
    found = heard(scan(code), **identifiers(PARTNER_CARRIER_NUMBER=[number])).links

    expected = [(partner, number, LinkKind.HANDOVER)] if partner else []
    assert [(one.successor_carrier, one.successor, one.kind) for one in found] == expected


def test_a_reference_of_the_customer_is_no_second_number() -> None:
    """Neither is an order's."""
    given = identifiers(CUSTOMER_REFERENCE=[RETURN], PURCHASE_ORDER=[RETURN])

    assert heard(ON_THE_WAY, **given).links == ()
