"""What Canada Post says beside the scans: expected days, proofs, links, private texts."""

import msgspec
import pytest
from dialect_canada_post_payloads import CARDED, NUMBER, SIGNED, detail, occurrence, polled, sample
from waymark_events.vocabulary import LinkKind

HALIFAX = {"destination_postal_id": "B3H1X5"}
DAY = {"expected_delivery_date": "2026-03-13"}
LATER = {"changed_expected_date": "2026-03-16"}


def estimated(code: str = "0174", **fields: str) -> list[tuple[str, str, str]]:
    heard = polled(detail(occurrence(code), **fields), NUMBER, zone=None)
    spans = [(one.basis, one.span) for one in heard.estimates]
    return [(basis, span.from_, span.zone) for basis, span in spans if span]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (DAY, ("first", "2026-03-13")),
        (DAY | LATER, ("revised", "2026-03-16")),
        (LATER, ("revised", "2026-03-16")),
        ({"expected_delivery_date": ""}, None),
        ({"expected_delivery_date": "2019-01-01"}, None),
        ({"expected_delivery_date": "9999-01-01"}, None),
    ],
)
def test_the_expected_day_is_the_services_own_until_it_is_changed(
    fields: dict[str, str], said: tuple[str, str] | None
) -> None:
    """In the clock of the destination; an empty one takes nothing back."""
    assert estimated(**HALIFAX, **fields) == ([(*said, "America/Halifax")] if said else [])


def test_a_day_without_a_zone_or_after_the_end_is_none() -> None:
    """A foreign postcode says nothing of a Canadian clock; the account's helps."""
    assert estimated(**DAY, destination_postal_id="E1A 1AA") == []
    assert estimated("1421", **DAY, **HALIFAX) == []
    (one,) = polled(detail(occurrence("0174"), **DAY), NUMBER).estimates
    assert one.span is not None
    assert one.span.zone == "America/Toronto"


def test_the_postcode_is_kept_nowhere() -> None:
    """It told the clock."""
    assert b"B3H1X5" not in msgspec.json.encode(polled(sample("delivered"), NUMBER))


def test_why_the_day_was_changed_is_private() -> None:
    """Free words; they stand beside the scan that says the same."""
    heard = polled(sample("delivered"), NUMBER)

    (note,) = heard.notes
    assert note.scan_id == heard.statements[4].scan_id
    assert heard.statements[4].code == "0173"
    assert note.free_text == "Customer addressing error found; attempting to correct"


def test_a_reason_that_no_scan_says_stands_beside_the_newest() -> None:
    """Nothing tells which it explains."""
    later = occurrence("0174", event_date="2026-03-13")
    heard = polled(
        detail(later, occurrence("0100"), changed_expected_delivery_reason="Snow"), NUMBER
    )

    assert [(one.scan_id, one.free_text) for one in heard.notes] == [
        (heard.statements[-1].scan_id, "Snow")
    ]


def test_a_signature_proves_the_delivery_and_its_name_is_private() -> None:
    """The name stands in a note alone."""
    heard = polled(sample("abroad"), SIGNED)

    delivery = heard.statements[1].scan_id
    assert [(one.means, one.scan_id) for one in heard.proofs] == [(("signature",), delivery)]
    assert [(one.receiver, one.scan_id) for one in heard.notes] == [("A. MERLE", delivery)]
    public = (heard.statements, heard.proofs, heard.links, heard.answers, heard.problems)
    assert b"MERLE" not in msgspec.json.encode(public)


@pytest.mark.parametrize(
    ("code", "image", "suppressed", "proved"),
    [
        ("1408", "true", "false", True),
        ("1408", "true", "true", False),
        ("1408", "false", "", False),
        ("0020", "false", "", True),
    ],
)
def test_a_signature_that_may_not_be_shown_proves_nothing(
    code: str, image: str, suppressed: str, *, proved: bool
) -> None:
    """The image's own scan says that there is one."""
    document = detail(occurrence(code), signature_image_exists=image, suppress_signature=suppressed)

    assert bool(polled(document, NUMBER).proofs) == proved


def test_one_scan_has_one_note() -> None:
    """Who signed and why it was late, together."""
    signed = occurrence("1408", signatory_name="A. MERLE")

    (note,) = polled(detail(signed, changed_expected_delivery_reason="Snow"), NUMBER).notes

    assert (note.receiver, note.free_text) == ("A. MERLE", "Snow")


def test_the_post_office_is_told_to_the_recipient_alone() -> None:
    """Its number is of no use to anybody."""
    heard = polled(sample("card_left"), CARDED)

    assert [one.pickup_name for one in heard.notes] == ["BRANDON PO"]
    assert b"0000315999" not in msgspec.json.encode(heard)


def test_the_way_back_follows_from_the_way_out() -> None:
    """Asked for either, the same link; a number that names itself is none."""
    out, back = detail(return_pin=SIGNED), detail(original_pin=SIGNED)

    def linked(document: str) -> list[tuple[str, str, str]]:
        return [(one.number, one.successor, one.kind) for one in polled(document, NUMBER).links]

    assert linked(out) == [(NUMBER, SIGNED, LinkKind.RETURN)]
    assert linked(back) == [(SIGNED, NUMBER, LinkKind.RETURN)]
    assert linked(detail(original_pin=NUMBER, return_pin="")) == []
