"""Segments that hold for many statuses, asked often and read once; and the numbers they name."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.edi.segments import Elements, at
from carrier_ingest.carriers.reading import tracking_number

MOST_PARCELS: Final = 1_000
"""No status is about more; of one that names more nothing is heard."""


class Named(Struct, frozen=True):
    """Where numbers stand: in segments of a tag whose element `kind_at` is `kind`."""

    tag: str
    kind: str
    kind_at: int = 1
    number_at: tuple[int, int] = (2, 0)


class Scope:
    """Segments that belong together. However many statuses ask, a question is answered once."""

    def __init__(self, segments: Iterable[Elements] = ()) -> None:
        self.segments = tuple(segments)
        self._by_kind: dict[tuple[str, str], list[Elements]] = {}
        self._numbers: dict[tuple[Named, str], tuple[str, ...] | None] = {}
        for one in self.segments:
            self._by_kind.setdefault((at(one, 0), at(one, 1)), []).append(one)

    def of(self, tag: str, kind: str) -> Sequence[Elements]:
        """The segments of a tag with this qualifier in its first place."""
        return self._by_kind.get((tag, kind), ())

    def numbers(self, named: Named, carrier: str) -> tuple[str, ...] | None:
        """The parcels named, each once, at most MOST_PARCELS and one more; None where none is."""
        place = (named, carrier)
        if place not in self._numbers:
            self._numbers[place] = self._read(named, carrier)
        return self._numbers[place]

    def _read(self, named: Named, carrier: str) -> tuple[str, ...] | None:
        there = [
            at(one, *named.number_at)
            for one in self.segments
            if at(one, 0) == named.tag and at(one, named.kind_at) == named.kind
        ]
        return _distinct(tracking_number(carrier, one) for one in there) if there else None


def first(scopes: Iterable[Scope], tag: str, kind: str) -> Elements:
    """The first segment of a tag and kind in the nearest scope that has any; else an empty one."""
    return next((one for scope in scopes for one in scope.of(tag, kind)), ())


def nearest(scopes: Iterable[Scope], named: Named, carrier: str) -> tuple[str, ...]:
    """The parcels that the nearest scope names which names any in this way."""
    found = (scope.numbers(named, carrier) for scope in scopes)
    return next((numbers for numbers in found if numbers is not None), ())


def everywhere(scopes: Sequence[Scope], ways: Iterable[Named], carrier: str) -> tuple[str, ...]:
    """The parcels that all scopes name in these ways."""
    return _distinct(
        one for way in ways for scope in scopes for one in scope.numbers(way, carrier) or ()
    )


def _distinct(numbers: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(islice(_once(numbers), MOST_PARCELS + 1))


def _once(numbers: Iterable[str | None]) -> Iterator[str]:
    seen: set[str] = set()
    for one in numbers:
        if one is not None and one not in seen:
            seen.add(one)
            yield one
