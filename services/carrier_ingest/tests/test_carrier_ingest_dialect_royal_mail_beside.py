"""What Royal Mail says beside the scans: estimates, proofs, and what is private."""

from typing import Any

import msgspec
import pytest
from carrier_ingest.carriers.heard import Basis
from dialect_royal_mail_payloads import NUMBER, SIGNED, event, item, polled, sample
from waymark_events.values import Span

DAY = {"date": "2025-06-06"}
HOURS = {
    "startOfEstimatedWindow": "2025-06-06T11:30:00+01:00",
    "endOfEstimatedWindow": "2025-06-06T15:30:00+01:00",
}


def estimated(told: object, *, code: str = "EVIMC", **summary: object) -> list[tuple[str, ...]]:
    beside: Any = {
        "estimatedDelivery": told,
        "summary": {"destinationCountryCode": "GBR"} | summary,
    }
    spans = [one.span for one in polled(item(event(code), **beside), NUMBER, zone=None).estimates]
    return [(one.from_, one.to, one.precision, one.zone) for one in spans if one]


@pytest.mark.parametrize(
    ("told", "span"),
    [
        (DAY, ("2025-06-06", "2025-06-06", "day")),
        (DAY | HOURS, ("2025-06-06T11:30", "2025-06-06T15:30", "window")),
        (HOURS, ("2025-06-06T11:30", "2025-06-06T15:30", "window")),
        (DAY | HOURS | {"endOfEstimatedWindow": ""}, ("2025-06-06", "2025-06-06", "day")),
        (DAY | HOURS | {"endOfEstimatedWindow": "2025-06-06T09:00:00+01:00"},
         ("2025-06-06", "2025-06-06", "day")),
        ({"date": "2019-01-01"}, None),
        ({"date": "9999-01-01"}, None),
        ({"date": ""}, None),
        (None, None),
    ],
)  # fmt: skip
def test_an_estimate_is_a_day_or_a_window_of_it(
    told: object, span: tuple[str, str, str] | None
) -> None:
    """One before the parcel was seen, or years away, is believed by nobody."""
    assert estimated(told) == ([(*span, "Europe/London")] if span else [])


@pytest.mark.parametrize(
    "written", ["0001-01-01T00:00:00+14:00", "0100-01-01T00:00:00Z", "9999-12-31T23:59:00-14:00"]
)
def test_the_ends_of_the_calendar_hurt_nobody(written: str) -> None:
    """As an estimate, as a scan, as a signature."""
    hours = {"startOfEstimatedWindow": written, "endOfEstimatedWindow": written}
    beside: Any = {"estimatedDelivery": hours, "signature": {"signatureDateTime": written}}

    for scanned in (written, "9999-12-31", "2025-06-05T10:15:00Z"):
        heard = polled(item(event("EVGPD", scanned), **beside), NUMBER)
        assert all(one.number == NUMBER for one in heard.statements)


def test_an_estimate_is_in_the_clock_of_the_destination() -> None:
    """An offset is turned into local time; without any zone a day would end nowhere."""
    abroad = {"destinationCountryCode": "FRA", "destinationCountryName": "France"}

    assert estimated(HOURS, **abroad) == [
        ("2025-06-06T12:30", "2025-06-06T16:30", "window", "Europe/Paris")
    ]
    assert estimated(DAY, destinationCountryCode="") == []


def test_an_estimate_ends_with_the_journey() -> None:
    """What was expected is no news once it is there."""
    assert estimated(DAY, code="EVKOP") == []
    (one,) = polled(item(event("EVIMC"), estimatedDelivery=DAY), NUMBER).estimates
    assert (one.basis, one.span) == (
        Basis.FIRST,
        Span(from_="2025-06-06", to="2025-06-06", precision="day", zone="Europe/London"),
    )


def test_what_only_informs_after_the_end_opens_nothing() -> None:
    """Somebody asked for a redelivery that is needed no more."""
    asked, later = event("RORXS", "2025-06-05T18:00:00+01:00"), {"estimatedDelivery": DAY}

    assert polled(item(asked, event("EVKOP"), **later), NUMBER).estimates == ()
    assert len(polled(item(asked, event("EVIMC"), **later), NUMBER).estimates) == 1


def test_a_signature_proves_the_delivery_without_a_name() -> None:
    """By what, and when; the pictures' addresses are kept nowhere."""
    heard = polled(sample("signed"), SIGNED)

    (proof,) = heard.proofs
    assert proof.means == ("signature", "photo")
    assert proof.scan_id == heard.statements[-1].scan_id
    assert proof.when == heard.statements[-1].when
    assert b"pictures.example" not in msgspec.json.encode(heard)
    assert b"img-00031" not in msgspec.json.encode(heard)


@pytest.mark.parametrize(
    ("beside", "means"),
    [
        ({"signature": {"imageId": "img"}}, [("signature",)]),
        ({"proofOfDeliveryData": {"photoURI": "https://p"}}, [("photo",)]),
        ({"signature": {}}, []),
        ({"signature": None}, []),
    ],
)
def test_a_proof_is_what_there_is(beside: dict[str, object], means: list[tuple[str, ...]]) -> None:
    """An empty signature proves nothing."""
    assert [one.means for one in polled(item(event("EVKSP"), **beside), NUMBER).proofs] == means


def test_who_signed_is_private() -> None:
    """The name, and the sentence that may repeat it, stand in notes alone."""
    heard = polled(sample("signed"), SIGNED)

    (note,) = heard.notes
    assert note.scan_id == heard.statements[-1].scan_id
    assert (note.receiver, note.neighbour) == ("WREN", None)
    assert note.free_text == "Delivered and signed for by WREN ."
    public = (heard.statements, heard.estimates, heard.proofs, heard.answers, heard.problems)
    assert b"wren" not in msgspec.json.encode(public).lower()


def test_a_neighbour_who_signed_is_noted_as_one() -> None:
    """Whose door to look at."""
    (note,) = polled(item(event("EVKDN"), signature={"recipientName": "Wren"}), NUMBER).notes

    assert (note.receiver, note.neighbour) == (None, "Wren")
