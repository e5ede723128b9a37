"""Damaged EDI: whatever is wrong in one status costs no other, and nothing raises."""

import pytest
from carrier_ingest.carriers import iftsta, x12_214
from carrier_ingest.carriers.dialect import Dialect
from dialect_edi_payloads import GS, ISA, UNB, heard, in_blocks, sample
from dialect_hearing import check
from hypothesis import given
from hypothesis import strategies as st

JUNK = st.text(st.characters(codec="utf-8", exclude_characters="'?~\x00"), max_size=30)


@pytest.mark.parametrize(
    ("dialect", "name", "end", "tags"),
    [
        (iftsta.DIALECT, "iftsta_file_delivered.edi", "'", ("DTM+78", "RFF+CW", "LOC+175", "FTX")),
        (x12_214.DIALECT, "x12_214_file_delivered.edi", "~", ("AT7", "MS1", "LX", "AT8")),
    ],
    ids=["iftsta", "x12_214"],
)
@given(data=st.data())
def test_a_damaged_segment_costs_at_most_its_own_status(
    dialect: Dialect, name: str, end: str, tags: tuple[str, ...], data: st.DataObject
) -> None:
    """However what stands behind its tag is mangled, the statuses beside it are read as before."""
    segments = sample(name).split(end)
    places = [at for at, one in enumerate(segments) if one.strip().startswith(tags)]
    before = {said.scan_id for said in heard(dialect, sample(name)).statements}
    at = data.draw(st.sampled_from(places))
    tag = segments[at].strip()[:3].rstrip("*")
    segments[at] = f"{tag}{'+' if end == chr(39) else '*'}{data.draw(JUNK)}"

    after = heard(dialect, end.join(segments))

    check(after)
    assert len(before - {said.scan_id for said in after.statements}) <= 1


@pytest.mark.parametrize(
    ("dialect", "body"),
    [
        (iftsta.DIALECT, b"UNB'" * 8_000),
        (iftsta.DIALECT, b"UNA" * 8_000),
        (iftsta.DIALECT, b"UNA''''''" + b"UNB+'" * 100),
        (iftsta.DIALECT, UNB.encode() + b"UNH'UNT+" + b"9" * 6_000 + b"+'UNZ+1+481'"),
        (iftsta.DIALECT, UNB.encode() + b"UNT+1+1'" * 10_000),
        (iftsta.DIALECT, UNB.encode() + b"?" * 100_000),
        (iftsta.DIALECT, UNB.encode() + b"UNH+1+IFTSTA'" + b"CNI+1'STS'" * 5_000 + b"UNT+10002+1'"),
        (iftsta.DIALECT, b"\xef\xbb\xbf"),
        (x12_214.DIALECT, b"ISA*" * 8_000),
        (x12_214.DIALECT, b"ISA" + b"\xff" * 200),
        (x12_214.DIALECT, b"ISA" + b"A" * 200),
        (x12_214.DIALECT, ISA.encode() * 2_000),
        (x12_214.DIALECT, (ISA + GS + "ST~" * 8_000).encode()),
        (x12_214.DIALECT, (ISA + "AT7~" * 8_000).encode()),
    ],
    ids=lambda one: one.name if isinstance(one, Dialect) else f"{one[:12]!r}",
)
def test_files_made_to_hurt_are_problems(dialect: Dialect, body: bytes) -> None:
    """Endings without beginnings, counts without end, separators that separate nothing."""
    said = heard(dialect, body)

    check(said)
    assert said.statements == ()
    assert said.problems


@pytest.mark.parametrize("body", [UNB.encode() + b"UNT+1+1'" * 20_000, UNB.encode() * 4_000])
def test_files_made_to_hurt_are_cut_like_any_other(body: bytes) -> None:
    """No block is too long, no line is told twice."""
    lines = [(first, last) for _, first, last in in_blocks(iftsta.DIALECT, [body])]

    assert all(first <= last for first, last in lines)
    assert lines[-1][1] == body.count(b"'")
