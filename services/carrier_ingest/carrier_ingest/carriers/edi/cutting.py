"""Cutting an EDI file into blocks: each an interchange by itself, with the counts of its own.

A block ends with a whole message, wherever one ended in it. A message that is longer than a block
is cut before one of its parts, and a part that is longer before one of its statuses; what stands
before the first part, and in a part before its first status, is repeated. A count that was wrong in
the file is wrong in the last block by as much, and an end that is missing stays missing.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.edi.nesting import (
    LONGEST_HEAD,
    MESSAGE,
    Grammar,
    Open,
    continued,
    ending,
    grown,
    less,
    repeat,
)
from carrier_ingest.carriers.edi.segments import ADVICE, Syntax, segments, tag_of
from carrier_ingest.carriers.filing import Block, UnusableFileError

LARGEST: Final = 256 * 1024
_ROOM: Final = 512


_Stack = tuple[Open, ...]
_Mark = tuple[int, _Stack]
"""Where a block may end, and what is open there."""


def blocks(chunks: Iterable[bytes], grammar: Grammar) -> Iterator[Block]:
    """Cut a file; UnusableFileError before the first block where it is no interchange."""
    cutter = _Cutter(grammar)
    for syntax, segment in segments(chunks, grammar.opening):
        yield from cutter.take(segment, syntax)
    if not cutter.began:
        begins = " or ".join(tag.decode() for tag in grammar.opening.tags)
        raise UnusableFileError(f"no {grammar.name} interchange: the file must begin with {begins}")
    yield from cutter.rest()


def cutter(grammar: Grammar) -> Callable[[Iterable[bytes], Conventions], Iterator[Block]]:
    """What cuts files of a format, whatever an account says."""

    def cut(chunks: Iterable[bytes], conventions: Conventions) -> Iterator[Block]:
        del conventions
        return blocks(chunks, grammar)

    return cut


class _Cutter:
    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._opened = {level.opens: depth for depth, level in enumerate(grammar.levels)}
        self._closed = {level.closes: depth for depth, level in enumerate(grammar.levels)}
        self._line = 1
        self._advice: tuple[bytes, ...] = ()
        self._begin(())

    @property
    def began(self) -> bool:
        """Whether any segment was taken."""
        return self._line > 1 or bool(self._body)

    def take(self, segment: bytes, syntax: Syntax) -> Iterator[Block]:
        """Add a segment, and hand out what no longer fits beside it."""
        while self._body and self._size + len(segment) + _ROOM > LARGEST:
            mark = self._whole or self._part or self._status or (len(self._body), self._stack)
            yield from self._cut(*mark, syntax)
        self._add(segment, syntax)

    def rest(self) -> Iterator[Block]:
        """What is left at the end of the file, as it stands."""
        if self._body:
            yield self._block(len(self._body), b"")

    def _begin(self, stack: _Stack) -> None:
        self._stack = stack
        self._heads = b"".join(part for one in stack for part in one.repeated)
        self._body: list[bytes] = []
        self._size = len(self._heads)
        self._whole: _Mark | None = None
        self._part: _Mark | None = None
        self._status: _Mark | None = None

    def _cut(self, length: int, stack: _Stack, syntax: Syntax) -> Iterator[Block]:
        ends = b"".join(ending(one, syntax) for one in reversed(stack))
        kept = self._body[length:]
        yield self._block(length, ends)
        self._begin(tuple(continued(one, one is stack[-1]) for one in stack))
        for segment in kept:
            self._add(segment, syntax)

    def _block(self, length: int, ends: bytes) -> Block:
        first, self._line = self._line, self._line + length
        body = self._heads + b"".join(self._body[:length]) + ends
        return Block(body=body, first_line=first, last_line=self._line - 1)

    def _add(self, segment: bytes, syntax: Syntax) -> None:
        tag = tag_of(segment, syntax)
        if tag in self._opened:
            self._open(self._opened[tag], segment)
        elif tag in self._closed:
            segment = self._close(self._closed[tag], segment, syntax)
        else:
            self._inside(tag, segment)
        self._advice = (segment,) if tag.startswith(ADVICE) else ()
        self._body.append(segment)
        self._size += len(segment)
        if tag in self._closed:
            self._whole = (len(self._body), self._stack)

    def _open(self, depth: int, segment: bytes) -> None:
        level = self._grammar.levels[depth]
        around = tuple(one for one in self._stack if one.depth < depth)
        if around:
            around = (*around[:-1], grown(around[-1]))
        room = LONGEST_HEAD if depth == MESSAGE else 0
        head = [*self._advice, segment]
        self._stack = (*around, Open(depth, level, head, room=room, inside=int(depth == MESSAGE)))

    def _close(self, depth: int, segment: bytes, syntax: Syntax) -> bytes:
        closing = next((one for one in self._stack if one.depth == depth), None)
        self._stack = tuple(one for one in self._stack if one.depth < depth)
        return less(segment, closing.handed, syntax) if closing and closing.handed else segment

    def _inside(self, tag: bytes, segment: bytes) -> None:
        if not self._stack or self._stack[-1].depth != MESSAGE:
            return
        message = self._stack[-1]
        if tag == self._grammar.part:
            if self._body and message.inside > len(message.head):
                self._part = self._mark(None)
            message.part, message.room = [], LONGEST_HEAD
        elif tag == self._grammar.status:
            if self._body and message.inside > len(message.repeated):
                self._status = self._mark(message.part)
            message.room = 0
        message.inside += 1
        repeat(message, segment)

    def _mark(self, part: list[bytes] | None) -> _Mark:
        """Here, with what of the open message's part goes on in the next block."""
        *around, message = self._stack
        here = msgspec.structs.replace(message, part=part, room=0)
        return len(self._body), (*around, here)
