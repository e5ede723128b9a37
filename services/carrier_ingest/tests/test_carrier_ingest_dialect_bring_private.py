"""Nothing private of Bring stands in a statement, and nothing secret anywhere."""

from typing import Any

import msgspec
import pytest
from carrier_ingest.carriers.heard import Proof
from dialect_bring_payloads import NUMBER, answer, event, package, polled

SIGNED = {"name": "Kari Nordmann", "linkToImage": "https://example.org/signature/9f"}
READY_AT = 'Ready at <a href="https://example.org/unit/120?k=s3cret">Shop Moholt</a>'


def test_a_link_in_a_phrase_makes_it_private() -> None:
    """The name of the pickup point goes beside the scan; the address of the link nowhere."""
    found = polled(answer(package(event("READY_FOR_PICKUP", "Q", description=READY_AT))), NUMBER)

    (scan,), (note,) = found.statements, found.notes
    assert (scan.text, scan.text_language) == (None, None)
    assert (note.free_text, note.pickup_name) == ("Ready at Shop Moholt", "Shop Moholt")
    assert note.scan_id == scan.scan_id
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
        ("Ready &amp;lt;b&amp;gt;here", None, "Ready here"),
        ("A < B", None, "A"),
        ("Mail a@example.org", None, "Mail"),
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


def said(*described: str, code: object = "", **fields: Any) -> list[tuple[str | None, str | None]]:
    """What each event says to everybody and in private; `described` oldest first."""
    listed = [
        event("TERMINAL", description=one, dateIso=f"2025-02-11T11:0{minute}:00Z")
        for minute, one in enumerate(described)
    ]
    found = polled(answer(package(*reversed(listed), pickupCode=code), **fields), NUMBER)
    private = {note.scan_id: note.free_text for note in found.notes}
    return [(one.text, private.get(one.scan_id)) for one in found.statements]


@pytest.mark.parametrize(
    "written",
    ["Code: A1234", "Code: A1 234", "code a1234", "A-1.2-34", "A1<b>23</b>4",
     "A1 www.a.example 234", "A1&#50;34", "A1&amp;#50;34", "\uff211234"],
)  # fmt: skip
@pytest.mark.parametrize("code", ["A1234", "a1 234"])
def test_the_code_for_fetching_is_not_kept_however_it_is_written(written: str, code: str) -> None:
    """Apart, in small letters, around markup: neither for everybody nor in private."""
    assert said(written, code=code) == [(None, None)]


def test_a_code_of_letters_is_not_kept_either() -> None:
    """And the other events of the parcel say what they say."""
    assert said("Fetch it: xk-PQ", "Arrived", code="XKPQ") == [(None, None), ("Arrived", None)]


@pytest.mark.parametrize("written", ["Shelf 12", "Shelf \u0661\u0662", "Shelf \u00b2"])
def test_a_text_with_digits_is_private(written: str) -> None:
    """It may be a door, a telephone or a code that Bring names nowhere else."""
    ((text, private),) = said(written)

    assert text is None
    assert private


@pytest.mark.parametrize(
    ("signer", "written"),
    [
        ("Ola Nordmann", "Given to O. Nordmann"),
        ("O. NORDMANN", "Given to Ola Nordmann"),
        ("Nordmann, Ola", "Given to OLA"),
        ("Anne-Kari Li", "Given to Kari"),
        ("Bjørn &Aring;s", "Given to Bj&oslash;rn"),
        ("Åse", "Given to A\u030ase"),
        ("Bo Li", "Given to Bo Li"),
    ],
)
def test_a_text_with_a_word_of_a_name_is_private(signer: str, written: str) -> None:
    """Whichever part of the name, however it is written."""
    one = event("DELIVERED", "I", description=written, recipientSignature={"name": signer})

    found = polled(answer(package(one)), NUMBER)

    assert found.statements[0].text is None
    assert found.notes[0].free_text is not None


def test_a_name_is_private_wherever_on_the_parcel_it_was_signed() -> None:
    """At another event, also at one that cannot be read."""
    left = event("DEVIATION", description="Left with Kari Nordmann")
    signed = event("DELIVERED", "I", recipientSignature=SIGNED)

    for other in (signed, signed | {"dateIso": "soon"}):
        found = polled(answer(package(other, left)), NUMBER)
        assert b"Nordmann" not in msgspec.json.encode(found.statements)
        assert "Left with Kari Nordmann" in [note.free_text for note in found.notes]


def test_who_signed_is_a_note_and_that_somebody_did_a_proof() -> None:
    """Neither the name nor the picture's address stands in the proof."""
    one = event("DELIVERED", "I", recipientSignature=SIGNED)

    found = polled(answer(package(one)), NUMBER)

    (scan,) = found.statements
    assert [note.receiver for note in found.notes] == ["Kari Nordmann"]
    assert found.proofs == (
        Proof(
            carrier="bring",
            number=NUMBER,
            means=("signature",),
            when=scan.when,
            scan_id=scan.scan_id,
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
