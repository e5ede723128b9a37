"""EDI files in blocks: whole messages, right counts, nothing lost, memory that does not grow."""

from collections.abc import Iterator

import pytest
from carrier_ingest.carriers import iftsta, x12_214
from carrier_ingest.carriers.filing import UnusableFileError
from dialect_edi_blocks import KIB, LARGEST, many, numbers_in, parcel
from dialect_edi_payloads import (
    GS,
    ISA,
    UNB,
    heard,
    in_blocks,
    interchange,
    message,
    transaction,
)


def test_of_twenty_megabytes_only_a_few_blocks_are_held() -> None:
    """What was read and is not yet handed out does not grow with the file."""
    read = handed = most = 0

    def reading() -> Iterator[bytes]:
        nonlocal read
        for one in many(9_000):
            read += len(one)
            yield one.encode()

    for body, _, _ in in_blocks(iftsta.DIALECT, reading()):
        handed += len(body)
        most = max(most, read - handed)

    assert read > 20 * KIB * KIB
    assert most < 2 * LARGEST


def test_blocks_are_whole_interchanges_in_the_order_of_the_file() -> None:
    """Each parcel once, none with a problem, the counts of each block its own."""
    assert numbers_in("iftsta", many(300)) == [f"0034{at:08}" for at in range(300)]


def test_lines_go_on_where_the_block_before_ended() -> None:
    """A line of an EDI file is a segment; the repeated envelope is not counted."""
    spans = [span[1:] for span in in_blocks(iftsta.DIALECT, (one.encode() for one in many(300)))]

    assert spans[0][0] == 1
    assert len(spans) > 2
    assert [first for first, _ in spans[1:]] == [last + 1 for _, last in spans[:-1]]
    assert spans[-1][1] == 300 * 8 + 2


def test_groups_go_on_in_the_next_block() -> None:
    """Of a group that is cut, each block has the group's own beginning and end."""
    sets = [
        transaction(f"B10*7700{at:06}*SO-1*XCAR", "AT7*X4*NS***20260310*2148*LT", "K1*" + "R" * 400,
                    reference=f"{at:04}")
        for at in range(1200)
    ]  # fmt: skip
    groups = f"{ISA}{GS}{''.join(sets[:900])}GE*900*4711~{GS}{''.join(sets[900:])}GE*300*4711~"

    assert len(numbers_in("x12_214", iter([groups + "IEA*2*000004711~"]))) == 1200


def test_a_wrong_count_of_a_cut_interchange_is_still_told() -> None:
    """What the end of the file says of the whole is held against all blocks."""
    wrong = "".join(many(300)).replace("UNZ+300+", "UNZ+301+")
    *most, last = [
        heard(iftsta.DIALECT, one[0]) for one in in_blocks(iftsta.DIALECT, [wrong.encode()])
    ]

    assert [one.problems for one in most] == [()] * len(most)
    assert "does not end as it must" in last.problems[0]


def test_a_cut_off_file_is_told_and_read_as_far_as_it_goes() -> None:
    """The last message lacks its end: of it nothing is heard."""
    cut = "".join(many(3))[: -len("UNT+8+2'UNZ+3+481'")]
    (block,) = in_blocks(iftsta.DIALECT, [cut.encode()])

    said = heard(iftsta.DIALECT, block[0])
    assert len(said.statements) == 2
    assert [one.endswith("is cut off") for one in said.problems] == [True, True]


@pytest.mark.parametrize("dialect", [iftsta.DIALECT, x12_214.DIALECT], ids=lambda one: one.name)
@pytest.mark.parametrize("body", [b"", b"tracking_number;code\n", b"\x00" * 70_000, b"ISA", b"UN"])
def test_what_is_no_interchange_is_refused_before_the_first_block(
    dialect: object, body: bytes
) -> None:
    """With a sentence that says how the file must begin."""
    assert dialect in (iftsta.DIALECT, x12_214.DIALECT)
    which = iftsta.DIALECT if dialect is iftsta.DIALECT else x12_214.DIALECT
    with pytest.raises(UnusableFileError, match="the file must begin with"):
        list(in_blocks(which, [body]))


def test_noise_without_an_end_stays_in_its_blocks() -> None:
    """A segment that never ends is cut, and is a problem in a sentence."""
    noise = (b"X" * 60_000 for _ in range(20))
    sizes = [len(one[0]) for one in in_blocks(iftsta.DIALECT, [UNB.encode(), *noise])]

    assert max(sizes) <= LARGEST
    assert sum(sizes) >= 20 * 60_000


def test_interchanges_one_after_the_other_are_all_read() -> None:
    """Each with separators of its own."""
    first = interchange(message(*parcel(1, "FTX+ACD+++A")))
    odd = first.replace("0034", "0035").translate(str.maketrans("+:'", "|;~"))
    body = f"\ufeff\r\n{first}\r\n\r\nUNA;|.? ~\r\n{odd}\n{first.replace('0034', '0036')}"

    assert numbers_in("iftsta", iter([body])) == ["003400000001", "003500000001", "003600000001"]


@pytest.mark.parametrize("size", [999, 64 * KIB + 1])
def test_where_a_chunk_ends_means_nothing_in_a_long_file(size: int) -> None:
    """A segment that begins in one and ends in the next is one segment."""
    body = "".join(many(60)).encode()
    chunks = (body[start : start + size] for start in range(0, len(body), size))

    assert list(in_blocks(iftsta.DIALECT, chunks)) == list(in_blocks(iftsta.DIALECT, [body]))
