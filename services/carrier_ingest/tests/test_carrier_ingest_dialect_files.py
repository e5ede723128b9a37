"""Laws of every dialect that reads files: cut into blocks, a file says what it says as a whole."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from carrier_ingest.carriers.dialect import Channel, Conventions, Dialect, RawPayload
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.registry import DIALECTS
from dialect_hearing import ALL_SAMPLES, SAMPLES, channel_of, spoken_in
from hypothesis import given
from hypothesis import strategies as st

FILES = [name for name in ALL_SAMPLES if channel_of(name) == Channel.FILE]
LARGEST = 256 * 1024
CONVENTIONS = Conventions(zone="Europe/Berlin")


def in_chunks(body: bytes, size: int) -> Iterator[bytes]:
    return (body[start : start + size] for start in range(0, len(body), size))


def in_blocks(dialect: Dialect, chunks: Iterator[bytes]) -> list[Heard]:
    assert dialect.filing is not None
    return [
        dialect.parse(
            RawPayload(
                body=block.body,
                channel=Channel.FILE,
                conventions=CONVENTIONS,
                first_line=block.first_line,
            )
        )
        for block in dialect.filing.blocks(chunks, CONVENTIONS)
    ]


@pytest.mark.parametrize("name", FILES)
@given(size=st.integers(1, 2_000))
def test_a_file_says_the_same_in_chunks_of_any_size(name: str, size: int) -> None:
    """Where a chunk ends means nothing: not in a line, not in a quoted field, not in a letter."""
    dialect, body = DIALECTS[spoken_in(name)], (SAMPLES / name).read_bytes()
    whole = in_blocks(dialect, iter([body]))

    assert in_blocks(dialect, in_chunks(body, size)) == whole
    assert any(heard.statements or heard.answers for heard in whole)


@pytest.mark.parametrize("name", FILES)
def test_the_blocks_of_a_file_are_small_and_in_order(name: str) -> None:
    """None is longer than a message may be, and none tells a line that another has told."""
    filing = DIALECTS[spoken_in(name)].filing
    assert filing is not None
    blocks = list(filing.blocks(in_chunks((SAMPLES / name).read_bytes(), 100), CONVENTIONS))

    assert all(len(block.body) <= LARGEST for block in blocks)
    lines = [line for block in blocks for line in (block.first_line, block.last_line)]
    assert lines == sorted(lines)
    assert all(one.last_line < two.first_line for one, two in pairwise(blocks))
