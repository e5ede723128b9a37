"""Segments of an EDI file: bytes cut at their terminator, in memory that stays as it is."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.reading import tidy

LONGEST: Final = 16 * 1024
"""No segment is as long; what is, is cut there and will not be understood."""
ADVICE: Final = b"UNA"
"""What tells the separators of the interchange behind it; no segment, and always as long."""
_GATHERED: Final = 64 * 1024
_BETWEEN: Final = re.compile(rb"[\s\x00\x1a]*")
_MARK: Final = b"\xef\xbb\xbf"
_UNPRINTABLE: Final = re.compile(r"[\x80-\x9f]")

Elements = tuple[tuple[str, ...], ...]
"""A segment read: its elements, each a row of components; the first is its tag."""


class Syntax(Struct, frozen=True):
    """The characters that separate; `release` makes the next one plain, where there is any."""

    element: str
    component: str
    end: str
    release: str = ""


class Opening(Struct, frozen=True):
    """How an interchange begins: its first tags, and what separates in the bytes from there on.

    `syntax` is given what an ADVICE just before has said.
    """

    tags: tuple[bytes, ...]
    syntax: Callable[[bytes, Syntax | None], Syntax | None]


def segments(chunks: Iterable[bytes], opening: Opening) -> Iterator[tuple[Syntax, bytes]]:
    """Each segment with its terminator; nothing for a file that begins as no interchange does.

    What it yields does not depend on the chunks: it always looks LONGEST bytes ahead.
    """
    pending, syntax, advised = b"", None, False
    for chunk, last in _gathered(chunks):
        pending = pending + chunk if syntax or pending else chunk.removeprefix(_MARK)
        start = _start(pending, 0)
        while len(pending) - start > (0 if last else LONGEST):
            if pending.startswith(opening.tags, start):
                ahead = pending[start : start + LONGEST]
                syntax = opening.syntax(ahead, syntax if advised else None) or syntax
            if syntax is None:
                return
            advised = pending.startswith(ADVICE, start)
            end = start + len("UNA:+.? '") if advised else _end(pending, start, syntax)
            yield syntax, pending[start:end]
            start = _start(pending, end)
        pending = pending[start:]


def at(segment: Elements, element: int, component: int = 0) -> str:
    """A component of an element, blanks folded; "" for what is not there."""
    row = segment[element] if element < len(segment) else ()
    return tidy(row[component]) if component < len(row) else ""


def joined(segment: Elements, element: int) -> str:
    """All components of an element as one text."""
    return tidy(" ".join(segment[element])) if element < len(segment) else ""


def decoded(raw: bytes, charset: str) -> str:
    """Read a segment in the declared character set, else as what senders write instead."""
    for name in (charset, "utf-8"):
        try:
            read = raw.decode(name)
        except UnicodeDecodeError:
            continue
        if not _UNPRINTABLE.search(read):
            return read
    return raw.decode("cp1252", "replace")


def picked(segments: Iterable[Elements], tag: str, *qualifiers: str) -> Iterator[Elements]:
    """The segments of a tag, of these qualifiers where any is named."""
    for one in segments:
        if at(one, 0) == tag and (not qualifiers or at(one, 1) in qualifiers):
            yield one


def parts(
    segments: tuple[Elements, ...], tag: str
) -> tuple[tuple[Elements, ...], list[tuple[Elements, ...]]]:
    """What stands before the first segment of a tag, and the stretches that begin with one."""
    starts = [place for place, one in enumerate(segments) if at(one, 0) == tag]
    head = segments[: starts[0]] if starts else segments
    return head, [segments[start:end] for start, end in pairwise([*starts, len(segments)])]


def separates(syntax: Syntax) -> bool:
    """Whether these characters can part anything: three different ones that are no data."""
    marks = {syntax.element, syntax.component, syntax.end}
    return len(marks) == 3 and not any(one.isalnum() or not one.isascii() for one in marks)


def tag_of(segment: bytes, syntax: Syntax) -> bytes:
    """The tag a segment begins with."""
    return segment.removesuffix(syntax.end.encode()).split(syntax.element.encode(), 1)[0]


def _gathered(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Chunks of a size worth looking at, and whether it is the last one."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= _GATHERED:
            yield b"".join(held), False
            held, size = [], 0
    yield b"".join(held), True


def _start(pending: bytes, after: int) -> int:
    found = _BETWEEN.match(pending, after)
    return found.end() if found else after


def _end(pending: bytes, start: int, syntax: Syntax) -> int:
    found = _pattern(syntax).match(pending, start, start + LONGEST)
    return found.end() if found else min(start + LONGEST, len(pending))


@cache
def _pattern(syntax: Syntax) -> re.Pattern[bytes]:
    end, release = re.escape(syntax.end.encode()), re.escape(syntax.release.encode())
    plain = rb"[^" + end + release + rb"]++"
    inner = rb"(?:" + plain + (rb"|" + release + rb"." if release else b"") + rb")*+"
    return re.compile(inner + end, re.DOTALL)
