"""CSV files cut into blocks: the same scans, the same lines, bounded memory."""

from collections.abc import Iterator

import pytest
from carrier_ingest.carriers import csv
from carrier_ingest.carriers.filing import UnusableFileError
from dialect_csv_files import HEADING, LARGEST, block_by_block, blocks, file, numbers, row
from dialect_rows import conventions, heard_csv
from hypothesis import given
from hypothesis import strategies as st


def test_a_large_file_is_cut_between_its_rows() -> None:
    """Each block begins with the header, knows its lines, and is no longer than it may be."""
    rows = [row(number, f'"{number}\nsecond ""line"" {"x" * 90}"') for number in range(5_000)]
    rows[4_321] = rows[4_321].replace("2026-03-10T", "10.3.2026 ")
    body = ("sep=,\n# note\n" + file(*rows)).encode()

    cut = blocks(body)

    assert len(cut) > 2
    assert all(len(block.body) <= LARGEST for block in cut)
    again = f"sep=,\n{HEADING}\n".encode()
    assert all(block.body.startswith(again) for block in cut[1:])
    assert [one.first_line for one in cut[1:]] == [one.last_line + 1 for one in cut[:-1]]
    heard = block_by_block(body)
    assert sum(len(one.statements) for one in heard) == 4_999
    (lost,) = [lost for one in heard for lost in one.refused]
    assert (lost.line, lost.value) == (4 + 2 * 4_321, "10.3.2026 10:00Z")


def test_a_block_is_there_before_the_file_is_read() -> None:
    """Memory does not grow with the file."""
    given_out = 0

    def chunks() -> Iterator[bytes]:
        nonlocal given_out
        yield HEADING.encode() + b"\n"
        while True:
            given_out += 1
            yield (row(given_out) + "\n").encode() * 100

    assert csv.DIALECT.filing is not None
    next(csv.DIALECT.filing.blocks(chunks(), conventions()))

    assert given_out * 100 * len(row(10)) < 2 * LARGEST


def test_a_line_without_end_is_held_in_part() -> None:
    """A file that is no text is not kept whole while a line feed is waited for."""
    body = HEADING.encode() + b"\n" + b"x" * 5_000_000

    assert sum(len(block.body) for block in blocks(body)) <= LARGEST


def test_nothing_is_cut_from_a_file_that_cannot_be_used() -> None:
    """Whoever brings it hears so before the first block."""
    with pytest.raises(UnusableFileError, match="no column is tracking_number"):
        blocks(b"a,b\n1,2\n")
    with pytest.raises(UnusableFileError, match="empty"):
        blocks(b"")
    with pytest.raises(UnusableFileError, match="does not close"):
        blocks(b'"tracking_number,code\n1,2\n')


LINES = st.sampled_from(
    [
        "", "# note", "RK6,accepted,03/04/2026,", '"', row(1), row(2, '"a\nb"'), row(3, '"open'),
        row(4, '5" pipe'), row(5, '"a""b"'), row(7, '"x";y'), row(8, "ü"),
    ]
)  # fmt: skip


@given(rows=st.lists(LINES, max_size=12), at=st.integers(0, 12), size=st.integers(1, 40))
def test_wherever_a_file_is_cut_it_says_the_same(rows: list[str], at: int, size: int) -> None:
    """Scans, refused lines and all; of a scan that two blocks state, the later one's words."""
    filler = [row(9, "z" * 3_000)] * 90
    body = file(*rows[:at], *filler, *rows[at:]).encode()

    whole, parts = heard_csv(body), block_by_block(body)

    assert len(parts) > 1
    last = {said.scan_key: said for one in parts for said in one.statements}
    assert set(last.values()) == set(whole.statements)
    assert [lost for one in parts for lost in one.refused] == list(whole.refused)
    assert [one.body for one in blocks(body, size=size * 999)] == [b.body for b in blocks(body)]


@given(rows=st.lists(LINES, min_size=1, max_size=8), junk=st.text(max_size=20), at=st.data())
def test_damage_to_one_row_costs_no_other(rows: list[str], junk: str, at: st.DataObject) -> None:
    """Whatever is put in the place of a line, the rows around it are read as before."""
    clean = [row(number) for number in range(10, 14)]
    place = at.draw(st.integers(0, len(clean)))
    junk = junk.replace('"', "").replace("\n", "").replace("\r", "").replace("\x00", "")

    heard = heard_csv(file(*clean[:place], f"{junk},x", *clean[place:]))

    assert {"RK10", "RK11", "RK12", "RK13"} <= set(numbers(heard))
