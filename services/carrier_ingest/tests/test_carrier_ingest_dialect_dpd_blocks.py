"""DPD's scan files cut into blocks: every line once, numbered as in the whole, bounded memory."""

import itertools
from collections.abc import Iterator
from itertools import pairwise

import pytest
from carrier_ingest.carriers import dpd
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.filing import UnusableFileError
from dialect_dpd_payloads import COLUMNS, NUMBER

assert dpd.DIALECT.filing
BLOCKS = dpd.DIALECT.filing.blocks
LOADED = f"{NUMBER};03;0519;20250709070000;BE;2000;;;;;"


def test_a_file_is_cut_into_blocks_that_begin_with_the_columns() -> None:
    """Each at most 256 KiB, together every line once, numbered as in the whole."""
    lines = b"".join(f"{LOADED}{n:060d}\n".encode() for n in range(6_000))
    header = COLUMNS.encode() + b"\n"

    first, *rest = BLOCKS([header + lines], Conventions())

    assert len(rest) == 2
    assert b"".join(one.body.removeprefix(header) for one in (first, *rest)) == lines
    assert all(one.body.startswith(header) and len(one.body) <= 262_144 for one in (first, *rest))
    ends = [(one.first_line, one.last_line) for one in (first, *rest)]
    assert (ends[0][0], ends[-1][1]) == (1, 6_001)
    assert all(before[1] + 1 == after[0] for before, after in pairwise(ends))


def test_a_file_without_line_feeds_is_held_in_part() -> None:
    """Whatever its size, no block is larger than a block may be."""
    feedless = itertools.repeat(b"x" * 65_536, 400)
    header = f"{COLUMNS}\n".encode()

    cut = list(BLOCKS(itertools.chain([header], feedless), Conventions()))

    assert sum(len(one.body) for one in cut) <= 262_144


def test_a_block_of_a_file_is_there_before_the_file_is_read() -> None:
    """Memory does not grow with the file."""
    given_out = 0

    def chunks() -> Iterator[bytes]:
        nonlocal given_out
        yield f"{COLUMNS}\n".encode()
        while True:
            given_out += 1
            yield f"{LOADED}\n".encode() * 100

    next(iter(BLOCKS(chunks(), Conventions())))

    assert given_out * 100 * len(LOADED) < 2 * 262_144


def test_a_line_is_named_by_its_place_in_the_whole_file() -> None:
    """The header counts where the file begins, and not where it is repeated."""
    lines = [f"{COLUMNS}\n", *(f"{LOADED}{n:060d}\n" for n in range(6_000))]
    lines[7] = lines[4_007] = "?\n"

    heard = [
        dpd.parse(RawPayload(body=one.body, channel="file", first_line=one.first_line))
        for one in BLOCKS(["".join(lines).encode()], Conventions())
    ]

    assert [lost.line for one in heard for lost in one.refused] == [8, 4_008]


def test_a_line_that_is_longer_than_any_is_refused() -> None:
    """Its end was not kept, and what is left of it may say something else."""
    body = f"{COLUMNS}\n{LOADED}{'x' * 200_000}\n{LOADED}\n".encode()

    (block,) = BLOCKS([body], Conventions())
    heard = dpd.parse(RawPayload(body=block.body, channel="file", first_line=block.first_line))

    assert [(one.line, one.value) for one in heard.refused] == [(2, "")]
    assert len(heard.statements) == 1


@pytest.mark.parametrize("body", [b"", b"\n", b"A;B\n1;2", b"PARCELNO;SCAN_CODE\n"])
def test_a_file_without_its_columns_is_unusable(body: bytes) -> None:
    """Told before the first block."""
    with pytest.raises(UnusableFileError, match="SCAN_DATE_TIME"):
        next(iter(BLOCKS([body], Conventions())))
    assert dpd.parse(RawPayload(body=body, channel="file")).problems
