"""What stands on a parcel of USPS: who took it, proof, planned days, the last day to fetch it."""

from typing import Any

import msgspec
import pytest
from carrier_ingest.carriers.heard import Basis, Estimate, Note
from dialect_usps_payloads import NUMBER, event, heard, polled, sample
from waymark_events.values import Span

EUGENE = {"destinationState": "OR", "destinationZIP": "97401"}
EXPECTED = {"expectedDeliveryTimeStamp": "2026-03-12T21:00:00Z"}


def planned(**fields: Any) -> Estimate | None:
    """What is planned for a parcel on its way to Oregon."""
    found = heard(event("10"), **(EUGENE | fields)).estimates
    return found[0] if found else None


def span(**fields: Any) -> tuple[Basis, str, str] | None:
    found = planned(**fields)
    return (found.basis, found.span.from_, found.span.to) if found and found.span else None


def test_who_took_it_is_a_note_beside_the_event() -> None:
    """The person before the firm; neither stands in anything that is shown to all."""
    taken = event("01", "Delivered", name="I QUILL", firm="QUILL & CO", authorizedAgent="true")

    found = heard(taken, event("OF", firm="QUILL & CO", eventTimestamp="2026-03-11T07:00:00Z"))

    early, late = found.statements
    assert set(found.notes) == {
        Note(carrier="usps", number=NUMBER, scan_id=early.scan_id, receiver="QUILL & CO"),
        Note(carrier="usps", number=NUMBER, scan_id=late.scan_id, receiver="I QUILL"),
    }
    public = msgspec.json.encode((found.statements, found.estimates, found.proofs, found.answers))
    assert b"quill" not in public.lower()


def test_a_delivery_is_proved_by_a_letter_and_its_phrase() -> None:
    """The letter is sent to whoever names the piece and the day it was taken in."""
    (proof,) = polled(sample("poll_delivered"), NUMBER).proofs
    (phrase_only,) = heard(event("01", "Delivered, PO Box"), uniqueMailPieceId="5").proofs

    assert (proof.means, proof.location) == (("document",), "Front Door/Porch")
    assert (phrase_only.means, phrase_only.location) == ((), "PO Box")
    assert phrase_only.scan_id is not None
    assert heard(event("01", "Delivered")).proofs == ()
    assert heard(event("OF"), uniqueMailPieceId="5", mailPieceIntakeDate="x").proofs == ()


def test_the_day_it_goes_back_is_the_last_day_to_fetch_it() -> None:
    """On the newest scan that says it waits."""
    waits = event("16", "Available for Pickup")

    found = heard(event("10", eventZIP="1"), waits, returnDateNotice="2026-03-20")

    assert {s.code: s.pickup_until for s in found.statements} == {"16": "2026-03-20", "10": None}
    assert heard(waits, returnDateNotice="soon").statements[0].pickup_until is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (EXPECTED, (Basis.FIRST, "2026-03-12T00:00", "2026-03-12T21:00")),
        (EXPECTED | {"onTime": "false"}, (Basis.REVISED, "2026-03-12T00:00", "2026-03-12T21:00")),
        (EXPECTED | {"onTime": True}, (Basis.FIRST, "2026-03-12T00:00", "2026-03-12T21:00")),
        ({"expectedDeliveryTimeStamp": "2026-03-12T00:00:00Z"},
         (Basis.FIRST, "2026-03-12", "2026-03-12")),
        ({"expectedDeliveryDate": "2026-03-12", "expectedDeliveryTime": "9:00 PM"},
         (Basis.FIRST, "2026-03-12T00:00", "2026-03-12T21:00")),
        (EXPECTED | {"predictedDeliveryDate": "2026-03-13",
                     "predictedDeliveryWindowStartTime": "11:10 am",
                     "predictedDeliveryWindowEndTime": "12:10 pm"},
         (Basis.FIRST, "2026-03-13T11:10", "2026-03-13T12:10")),
        ({"predictedDeliveryDate": "2026-03-13", "predictedDeliveryWindowStartTime": "25:10 am",
          "predictedDeliveryWindowEndTime": "noon"}, (Basis.FIRST, "2026-03-13", "2026-03-13")),
        ({"guaranteedDeliveryTimeStamp": "2026-03-12T12:00:00Z", "onTime": False},
         (Basis.COMMITTED, "2026-03-12T00:00", "2026-03-12T12:00")),
        ({"expectedDeliveryTimeStamp": ""}, None),
        ({"expectedDeliveryDate": "1900-01-01"}, None),
    ],
)  # fmt: skip
def test_a_planned_day_is_predicted_expected_or_guaranteed(
    fields: dict[str, Any], expected: tuple[Basis, str, str] | None
) -> None:
    """One of them, by the destination's clock; placeholders are none."""
    assert span(**fields) == expected


def test_a_planned_day_ends_by_a_clock_that_is_known() -> None:
    """The destination's, else that of a scan there, else the account's."""
    there = Span(
        from_="2026-03-12T00:00", to="2026-03-12T21:00", precision="window",
        zone="America/Los_Angeles",
    )  # fmt: skip
    found = planned(**EXPECTED)

    assert found == Estimate(carrier="usps", number=NUMBER, basis=Basis.FIRST, span=there)
    assert heard(event("OF"), zone="Europe/Berlin", **EXPECTED).estimates[0].span == there
    nowhere = event("10", eventState=None, eventZIP=None)
    assert heard(nowhere, **EXPECTED).estimates == ()


def test_a_delivered_parcel_has_no_planned_day() -> None:
    """Whatever still stands there."""
    assert polled(sample("poll_delivered"), NUMBER).estimates == ()
