"""How EDI nests, and what of an open level a later block has to repeat and count anew."""

from typing import Final

import msgspec
from msgspec import Struct

from carrier_ingest.carriers.edi.segments import Opening, Syntax

MESSAGE: Final = 2
"""The depth of messages in a grammar's levels."""
LONGEST_HEAD: Final = 64 * 1024
"""Of a message or a part no more is repeated: enough for all parcels that a status may name."""
_LONGEST_COUNT: Final = 12


class Level(Struct, frozen=True):
    """A pair of segments around others: `opens`, `closes`.

    The closing one holds the count of what is inside and the opening one's element `reference`.
    """

    opens: bytes
    closes: bytes
    reference: int


class Grammar(Struct, frozen=True, kw_only=True):
    """How a format nests: interchange, group (which may be absent), message, its parts, statuses.

    `part` and `status` are what these begin with.
    """

    name: str
    opening: Opening
    levels: tuple[Level, Level, Level]
    part: bytes
    status: bytes


class Open(Struct):
    """A level that is open: what it repeats in the next block, and how much is inside of it.

    `head` and, of a message, the open part's first segments in `part`; `room` is how many bytes
    may still be added to the last of the two. `inside` counts this block, `handed` those before;
    of a message, segments; else what is in it.
    """

    depth: int
    level: Level
    head: list[bytes]
    part: list[bytes] | None = None
    room: int = 0
    inside: int = 0
    handed: int = 0

    @property
    def repeated(self) -> list[bytes]:
        """What the next block begins with."""
        return [*self.head, *(self.part or ())]


def repeat(message: Open, segment: bytes) -> None:
    """Add a segment to what is repeated, while there is room; then nothing more."""
    fits = len(segment) <= message.room
    message.room = message.room - len(segment) if fits else 0
    if fits:
        (message.head if message.part is None else message.part).append(segment)


def grown(one: Open) -> Open:
    """With one more inside."""
    return msgspec.structs.replace(one, inside=one.inside + 1)


def continued(one: Open, innermost: bool) -> Open:
    """A level in the next block, which begins with its head: that much is counted once more."""
    again = len(one.repeated) if one.depth == MESSAGE else int(not innermost)
    return msgspec.structs.replace(
        one,
        head=list(one.head),
        part=None if one.part is None else list(one.part),
        inside=again,
        handed=one.handed + one.inside - again,
    )


def ending(one: Open, syntax: Syntax) -> bytes:
    """The segment that closes a level in a block which is not its last."""
    between, end = syntax.element.encode(), syntax.end.encode()
    fields = one.head[-1 if one.depth != MESSAGE else 0].removesuffix(end).split(between)
    reference = fields[one.level.reference] if one.level.reference < len(fields) else b""
    count = one.inside + 1 if one.depth == MESSAGE else one.inside
    return between.join((one.level.closes, str(count).encode(), reference)) + end


def less(segment: bytes, handed: int, syntax: Syntax) -> bytes:
    """The closing segment with the count of what the blocks before have not told."""
    between = syntax.element.encode()
    fields = segment.split(between)
    if len(fields) > 1 and fields[1].isdigit() and len(fields[1]) < _LONGEST_COUNT:
        fields[1] = str(int(fields[1]) - handed).encode()
    return between.join(fields)
