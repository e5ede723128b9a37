"""What DHL tells of people stays out of statements; proofs and pieces name nobody."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from carrier_ingest.carriers import dhl_unified
from carrier_ingest.carriers.heard import Linked, Proof
from dialect_damage import JUNK, damage, paths
from dialect_dhl_unified_payloads import EXPRESS, NUMBER, answer, asked, event, polled, sample
from hypothesis import given
from hypothesis import strategies as st
from waymark_events.vocabulary import LinkKind

PIECES = ("JD000000000000000011", "JD000000000000000012")
PRIVATE = ("Sample", "Mara", "Nordlicht", "ring twice", "opensesame", "LS1", "on its way")


def express(**details: Any) -> Any:
    body = sample("dhl_unified_pieces.json")
    body["shipments"][0]["details"] |= details
    return body


def test_no_word_that_a_person_may_have_written_is_in_a_statement() -> None:
    """No field of DHL is known to hold fixed phrases alone."""
    heard = polled(express(), EXPRESS, options={})

    kept = msgspec.json.encode((heard.statements, heard.estimates, heard.proofs, heard.links))
    assert [word for word in PRIVATE if word.encode() in kept] == []
    assert dhl_unified.DIALECT.fixed_texts == ()


def test_words_stand_in_notes_beside_their_scans() -> None:
    """Sentence, description, remark and next steps, each once, entities undone."""
    words = {"description": "A &quot;B&quot;", "remark": "A &quot;B&quot;", "nextSteps": "C"}

    heard = asked(event("Left with Mr X", **words))

    (note,) = heard.notes
    assert note.free_text == 'Left with Mr X / A "B" / C'
    assert note.scan_id == heard.statements[0].scan_id
    assert asked(event("ZU")).notes == ()


def test_who_took_it_is_a_note_beside_the_delivery() -> None:
    """In one name or in parts; addresses of pictures and of changes are kept nowhere."""
    heard = polled(express(), EXPRESS, options={})

    first, courier, delivery = heard.notes
    assert (delivery.receiver, delivery.scan_id) == ("Jo Sample", heard.statements[-1].scan_id)
    assert (first.receiver, courier.receiver) == (None, None)
    assert "opensesame" not in str(heard)
    whole = express(proofOfDelivery={"signed": {"name": "J. Sample"}})
    assert polled(whole, EXPRESS, options={}).notes[-1].receiver == "J. Sample"


def test_a_neighbour_who_took_it_is_a_neighbour() -> None:
    """Where the code says so."""
    code = "DELIVERED_AT_NEIGHBOURS"
    signed = {"proofOfDelivery": {"signed": "Jo Sample"}}

    (note,) = asked(event(code), service="parcel-nl", details=signed).notes

    assert (note.neighbour, note.receiver) == ("Jo Sample", None)


def test_a_proof_says_that_there_is_one_and_by_what() -> None:
    """With the delivery it proves, and its time in the destination's clocks."""
    heard = polled(express(), EXPRESS, options={})

    (proof,) = heard.proofs
    assert msgspec.structs.replace(proof, when=None) == Proof(
        carrier="dhl",
        number=EXPRESS,
        means=("signature", "document"),
        scan_id=heard.statements[-1].scan_id,
    )
    assert proof.when is not None
    assert proof.when.instant == datetime(2025, 3, 20, 14, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("details", "means"),
    [
        ({"proofOfDeliverySignedAvailable": True}, [("signature",)]),
        ({"proofOfDelivery": {"documentUrl": "https://pod.example/"}}, [("document",)]),
        ({"proofOfDelivery": {"timestamp": "2025-03-13T10:00:00"}}, [()]),
        ({"proofOfDeliverySignedAvailable": False, "proofOfDelivery": {}}, []),
        ({}, []),
    ],
)
def test_a_proof_is_as_much_as_dhl_has(details: Any, means: list[tuple[str, ...]]) -> None:
    """And none before the delivery."""
    assert [proof.means for proof in asked(event("ZU"), details=details).proofs] == means
    assert asked(event("PO"), details=details).proofs == ()


def test_pieces_are_linked_with_their_shipment() -> None:
    """One shipment can hold many parcels, each with a number of its own."""
    heard = polled(express(), EXPRESS, options={})

    assert heard.links == tuple(
        Linked(
            carrier="dhl",
            number=piece,
            successor_carrier="dhl",
            successor=EXPRESS,
            kind=LinkKind.PIECE,
        )
        for piece in PIECES
    )


def test_a_piece_that_was_asked_for_is_linked_with_the_shipment_that_answers() -> None:
    """Its scans stand under the piece."""
    heard = polled(express(pieceIds=None), PIECES[0], options={})

    assert [(link.number, link.successor) for link in heard.links] == [(PIECES[0], EXPRESS)]
    assert {said.number for said in heard.statements} == {PIECES[0]}


@pytest.mark.parametrize("written", [NUMBER, "340434900000000010", "0034 0434 9000 0000 0010"])
def test_one_number_in_two_spellings_is_linked_with_nothing(written: str) -> None:
    """The division's way to write numbers decides."""
    for options in ({}, {"carrier": "dhl_parcel_de"}):
        body = answer(event("ZU"), id=written, details={"pieceIds": [written, 7, None]})
        assert polled(body, NUMBER, options=options).links == ()


@given(data=st.data())
def test_damage_to_one_event_costs_no_other(data: st.DataObject) -> None:
    """However one event is mangled, the five beside it are read as before."""
    body = sample("dhl_unified_delivered.json")
    before = {said.scan_id: said.milestone for said in polled(body, NUMBER).statements}
    events = body["shipments"][0]["events"]
    position = data.draw(st.integers(0, len(events) - 1))
    harmed = asked(events[position]).statements[0].scan_id
    for _ in range(data.draw(st.integers(1, 3))):
        if places := paths(events[position]):
            how = data.draw(st.sampled_from(["drop", "retype", "nest", "repeat"]))
            damage(events[position], data.draw(st.sampled_from(places)), how, data.draw(JUNK))

    after = {said.scan_id: said.milestone for said in polled(body, NUMBER).statements}

    untouched = {scan: milestone for scan, milestone in before.items() if scan != harmed}
    assert untouched.items() <= after.items()
