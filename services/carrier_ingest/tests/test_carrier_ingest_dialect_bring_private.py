"""Nothing private of Bring stands in a statement, and nothing secret anywhere."""

import msgspec
import pytest
from carrier_ingest.carriers.heard import Proof
from dialect_bring_payloads import NUMBER, answer, event, package, polled

SIGNED = {"name": "Kari Nordmann", "linkToImage": "https://example.org/signature/9f"}
READY_AT = 'Ready at <a href="https://example.org/unit/120?k=s3cret">Shop Moholt</a>'


def test_a_link_in_a_phrase_makes_it_private() -> None:
    """The name of the pickup point goes beside the scan; the address of the link nowhere."""
    found = polled(answer(package(event("READY_FOR_PICKUP", "Q", description=READY_AT))), NUMBER)

    (said,), (note,) = found.statements, found.notes
    assert (said.text, said.text_language) == (None, None)
    assert (note.free_text, note.pickup_name) == ("Ready at Shop Moholt", "Shop Moholt")
    assert note.scan_id == said.scan_id
    assert b"example.org" not in msgspec.json.encode(found)


@pytest.mark.parametrize(
    ("written", "phrase", "private"),
    [
        ("Levert p&aring; &amp; hentet", "Levert på & hentet", None),
        ("<b>Ready</b>", None, "Ready"),
        ("Ready &lt;a href=x&gt;here&lt;/a&gt;", None, "Ready here"),
        ("Ready <a href=x", None, "Ready"),
        ("See https://example.org/x", None, "See"),
        ("Given to KARI NORDMANN", None, "Given to KARI NORDMANN"),
        ("Fetch with 4711", None, None),
        ("", None, None),
    ],
)
def test_only_a_fixed_phrase_is_said(written: str, phrase: str | None, private: str | None) -> None:
    """Entities are read, markup and names are private, and the code for fetching is not kept."""
    one = event("DELIVERED", "I", description=written, recipientSignature=SIGNED)

    found = polled(answer(package(one, pickupCode=4711)), NUMBER)

    assert found.statements[0].text == phrase
    assert found.notes[0].free_text == private
    assert b"4711" not in msgspec.json.encode(found)


def test_who_signed_is_a_note_and_that_somebody_did_a_proof() -> None:
    """Neither the name nor the picture's address stands in the proof."""
    one = event("DELIVERED", "I", recipientSignature=SIGNED)

    found = polled(answer(package(one)), NUMBER)

    (said,) = found.statements
    assert [note.receiver for note in found.notes] == ["Kari Nordmann"]
    assert found.proofs == (
        Proof(
            carrier="bring",
            number=NUMBER,
            means=("signature",),
            when=said.when,
            scan_id=said.scan_id,
        ),
    )
    assert b"example.org" not in msgspec.json.encode(found)
    assert b"Nordmann" not in msgspec.json.encode(found.statements)


@pytest.mark.parametrize("signature", [None, {}, {"name": "", "linkToImage": ""}, "x", []])
def test_without_a_signature_there_is_no_proof(signature: object) -> None:
    """Nor for what is signed and was not delivered."""
    unsigned = event("DELIVERED", "I", recipientSignature=signature)
    collected = event("COLLECTED", recipientSignature=SIGNED)

    assert polled(answer(package(unsigned)), NUMBER).proofs == ()
    assert polled(answer(package(collected)), NUMBER).proofs == ()
