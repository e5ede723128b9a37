"""Lines of a file that comes in chunks, and blocks of its records; memory is bounded in both."""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.filing import Block

LARGEST_BLOCK: Final = 256 * 1024
LONGEST_LINE: Final = 128 * 1024


class Line(Struct, frozen=True):
    """A line without its line feed, counted from 1.

    Of one that is longer than any row may be, the start is kept: enough for it to be refused.
    """

    number: int
    body: bytes


class Record(Struct, frozen=True):
    """Lines that are one record."""

    lines: tuple[Line, ...]

    @property
    def body(self) -> bytes:
        """The record as it was written."""
        return b"\n".join(line.body for line in self.lines)

    @property
    def first_line(self) -> int:
        """Where it begins."""
        return self.lines[0].number

    @property
    def last_line(self) -> int:
        """Where it ends."""
        return self.lines[-1].number


def lines(chunks: Iterable[bytes]) -> Iterator[Line]:
    """The lines of a file, wherever its chunks end."""
    held, number = bytearray(), 1
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            held += part[: LONGEST_LINE - len(held)]
            yield Line(number, bytes(held))
            held.clear()
            number += 1
        held += rest[: LONGEST_LINE - len(held)]
    if held:
        yield Line(number, bytes(held))


def packed(opening: bytes, repeated: bytes, records: Iterable[Record]) -> Iterator[Block]:
    """Blocks of whole records: the first begins with `opening`, each other with `repeated`.

    `opening` ends before the first record; a file of no record is one block.
    """
    held: list[Record] = []
    head, size, first = opening, len(opening), 1
    for record in records:
        longer = len(record.body) + 1
        if held and size + longer > LARGEST_BLOCK:
            yield _block(head, held, first)
            held, head, size, first = [], repeated, len(repeated), record.first_line
        held.append(record)
        size += longer
    if held or opening:
        yield _block(head, held, first)


def _block(head: bytes, held: list[Record], first: int) -> Block:
    last = held[-1].last_line if held else max(head.count(b"\n"), 1)
    body = head + b"".join(record.body + b"\n" for record in held)
    return Block(body=body, first_line=first, last_line=last)
