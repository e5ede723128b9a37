"""IFTSTA: what stands beside the scans: promises, private texts, proof, packages."""

import pytest
from carrier_ingest.carriers import iftsta
from carrier_ingest.carriers.heard import Basis
from dialect_edi_payloads import heard, interchange, message, status
from waymark_events.values import Span
from waymark_events.vocabulary import LinkKind

DIALECT = iftsta.DIALECT


def test_a_status_of_several_packages_is_said_of_each() -> None:
    """Each is a piece of the consignment."""
    several = ("CNI+1+TR1", "STS+1+24", "RFF+CW:P1", "RFF+CW:P2", "DTM+78:202603121504:203")
    said = heard(DIALECT, interchange(message(*several)))

    assert sorted(one.number for one in said.statements) == ["P1", "P2"]
    assert {(one.number, one.successor, one.kind) for one in said.links} == {
        ("P1", "TR1", LinkKind.PIECE),
        ("P2", "TR1", LinkKind.PIECE),
    }


@pytest.mark.parametrize(
    ("dates", "basis", "start", "end", "precision"),
    [
        ("17:20260313:102", Basis.FIRST, "2026-03-13", "2026-03-13", "day"),
        ("17:20260313:102 69:20260314:102", Basis.COMMITTED, "2026-03-14", "2026-03-14", "day"),
        ("17:202603131700:203", Basis.FIRST, "2026-03-13T00:00", "2026-03-13T17:00", "window"),
        (
            "64:202603130900:203 63:202603131200:203",
            Basis.FIRST,
            "2026-03-13T09:00",
            "2026-03-13T12:00",
            "window",
        ),
        ("17:20260313-20260316:718", Basis.FIRST, "2026-03-13", "2026-03-16", "day"),
        (
            "69:202603130900-202603131200:719",
            Basis.COMMITTED,
            "2026-03-13T09:00",
            "2026-03-13T12:00",
            "window",
        ),
    ],
)
def test_a_promise_is_read_with_its_window(
    dates: str, basis: Basis, start: str, end: str, precision: str
) -> None:
    """In the zone of where the parcel goes."""
    times = [f"DTM+{one}" for one in dates.split()]
    body = status("STS+1+23", *times, "LOC+8+:::ZUERICH+:::CH", "LOC+175+:::BERN+:::CH")
    (said,) = heard(DIALECT, body, zone="America/New_York").estimates

    assert said.basis == basis
    assert said.span == Span(from_=start, to=end, precision=precision, zone="Europe/Zurich")


def test_the_newest_promise_counts_and_one_without_a_status_too() -> None:
    """By the time of the status it stands on, in whatever order they are listed."""
    late = ("STS+1+20", "DTM+78:202603121504:203", "DTM+17:20260314:102")
    early = ("STS+1+24", "DTM+78:202603111504:203", "DTM+17:20260312:102")
    both = interchange(message("CNI+1+TR1", *late, *early))
    alone = interchange(message("CNI+1+TR1", "DTM+17:20260315:102"))

    for body, day in ((both, "2026-03-14"), (alone, "2026-03-15")):
        assert [one.span.to for one in heard(DIALECT, body).estimates if one.span] == [day]


def test_texts_and_names_stay_out_of_the_stream() -> None:
    """They are notes about the scan."""
    delivered = ("NAD+CN+++RECEIVED BY A NEIGHBOUR", "FTX+DEL+++LEFT WITH:A FRIEND", "DOC+730")
    said = heard(DIALECT, status("STS+1+21", *delivered))

    (note,), (proof,) = said.notes, said.proofs
    assert (note.receiver, note.free_text) == ("RECEIVED BY A NEIGHBOUR", "LEFT WITH A FRIEND")
    assert (proof.means, proof.scan_id) == (("document",), said.statements[0].scan_id)
    assert said.statements[0].text is None
    for word in ("NEIGHBOUR", "FRIEND"):
        assert word not in f"{said.statements}{said.proofs}{said.problems}"


def test_a_text_marked_as_a_reason_is_private_where_ups_does_not_write() -> None:
    """Nobody says that it is a fixed phrase."""
    said = heard(DIALECT, status("STS+1+20", "FTX+AVA+MF++A FRIEND HAS IT:REASON"))

    assert said.statements[0].text is None
    assert said.notes[0].free_text == "A FRIEND HAS IT REASON"


def test_a_text_broken_in_a_word_is_whole_again() -> None:
    """Where a component is as long as it may be, the next one runs on."""
    said = heard(DIALECT, status("STS+1+24", f"FTX+ACD+++{'X' * 69}A:BC:D?'E"))

    assert said.notes[0].free_text == f"{'X' * 69}ABC D'E"


def test_a_membership_is_no_signer_where_ups_does_not_write() -> None:
    """The directory means an id by that qualifier."""
    said = heard(DIALECT, status("STS+1+21", "RFF+AGY:MEMBER7"))

    assert (said.notes, said.proofs) == ((), ())
