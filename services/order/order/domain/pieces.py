"""Where every ordered piece is: derived from facts, never set.

Each piece counts in exactly one state. A parcel whose contents are not stated counts as one piece
of its own, filed under line 0. A replacement stands for the pieces it replaces, except where the
replaced parcel turned up after all; so no piece is ever counted twice.
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from waymark_events.values import Content, Value
from waymark_events.vocabulary import Direction, Milestone

from order.domain.order import Order, Parcel

UNSTATED_LINE = 0


class Whereabouts(StrEnum):
    """Where a parcel has taken its pieces."""

    BOOKED = "booked"
    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    LOST = "lost"
    RETURNED = "returned"
    CANCELLED = "cancelled"


_BY_MILESTONE: Final = {
    Milestone.UNKNOWN: Whereabouts.BOOKED,
    Milestone.ANNOUNCED: Whereabouts.BOOKED,
    Milestone.DELIVERED: Whereabouts.DELIVERED,
    Milestone.RETURNED: Whereabouts.RETURNED,
    Milestone.LOST: Whereabouts.LOST,
    Milestone.DISPOSED: Whereabouts.LOST,
    Milestone.CANCELLED: Whereabouts.CANCELLED,
}


class Pieces(Value, frozen=True, kw_only=True):
    """Counts of one line, or of a whole order; they add up to what was ordered."""

    open: int = 0
    booked: int = 0
    under_way: int = 0
    delivered: int = 0
    lost: int = 0
    returned: int = 0
    cancelled: int = 0

    def __add__(self, other: "Pieces") -> "Pieces":
        mine, theirs = _counts(self), _counts(other)
        return Pieces(**{name: mine[name] + theirs[name] for name in mine})

    @property
    def ordered(self) -> int:
        """Every piece."""
        return sum(_counts(self).values())

    @property
    def wanted(self) -> int:
        """Every piece that was not cancelled."""
        return self.ordered - self.cancelled


def where(milestone: Milestone) -> Whereabouts:
    """What a milestone says about the pieces in a parcel."""
    return _BY_MILESTONE.get(milestone, Whereabouts.UNDER_WAY)


def whereabouts(parcel: Parcel) -> Whereabouts:
    """Where this parcel's pieces are, replacements apart."""
    return Whereabouts.CANCELLED if parcel.cancelled else where(parcel.milestone)


def pieces_by_line(order: Order) -> dict[int, Pieces]:
    """The pieces of every line by its number, and those of unstated parcels under line 0."""
    by_line = {
        line.line_no: _pieces(order, line.line_no, line.quantity, taken(order, line.line_no))
        for line in order.lines
    }
    loose = [p for p in order.parcels if _is_root(p) and p.contents is None]
    if loose:
        gone = sum(whereabouts(parcel) == Whereabouts.CANCELLED for parcel in loose)
        by_line[UNSTATED_LINE] = _pieces(order, UNSTATED_LINE, len(loose), gone)
    return by_line


def all_pieces(order: Order) -> Pieces:
    """The pieces of the whole order."""
    return sum(pieces_by_line(order).values(), start=Pieces())


def taken(order: Order, line_no: int) -> int:
    """How many pieces of a line were cancelled."""
    return counted(order.cancelled, line_no)


def counted(contents: Iterable[Content], line_no: int) -> int:
    """How many pieces of a line stand in a list of contents."""
    return sum(content.quantity for content in contents if content.line_no == line_no)


def quantity_in(parcel: Parcel, line_no: int) -> int:
    """How many pieces of a line a parcel was booked with."""
    if parcel.contents is None:
        return int(line_no == UNSTATED_LINE)
    return counted(parcel.contents, line_no)


def outcome(order: Order, parcel: Parcel, line_no: int) -> Counter[Whereabouts]:
    """Where a parcel's pieces of a line ended, its replacements (and theirs) taken into account."""
    own = whereabouts(parcel)
    result = Counter({own: quantity_in(parcel, line_no)})
    for successor in order.parcels:
        if successor.replaces != parcel.parcel_no or successor.parcel_no <= parcel.parcel_no:
            continue
        for there, quantity in outcome(order, successor, line_no).items():
            moved = min(quantity, result[own])
            result[own] -= moved
            result[_better(own, there)] += moved
    return result


def _better(replaced: Whereabouts, successor: Whereabouts) -> Whereabouts:
    pair = (replaced, successor)
    for known in (Whereabouts.DELIVERED, Whereabouts.UNDER_WAY):
        if known in pair:
            return known
    return replaced if successor == Whereabouts.CANCELLED else successor


def _pieces(order: Order, line_no: int, quantity: int, cancelled: int) -> Pieces:
    """Fill a line's pieces from the surest state downwards, so that they always add up."""
    ends: Counter[Whereabouts] = Counter()
    for parcel in filter(_is_root, order.parcels):
        ends += outcome(order, parcel, line_no)
    back = min(_brought_back(order, line_no), ends[Whereabouts.DELIVERED])
    left = quantity - min(cancelled, quantity)
    counts = {"cancelled": quantity - left}
    for name, found in (
        ("delivered", ends[Whereabouts.DELIVERED] - back),
        ("returned", ends[Whereabouts.RETURNED] + back),
        ("under_way", ends[Whereabouts.UNDER_WAY]),
        ("booked", ends[Whereabouts.BOOKED]),
        ("lost", ends[Whereabouts.LOST]),
    ):
        counts[name] = min(found, left)
        left -= counts[name]
    return Pieces(open=left, **counts)


def _brought_back(order: Order, line_no: int) -> int:
    """Pieces the retailer has again: recorded, or in a return parcel that arrived."""
    back = counted(order.received, line_no)
    for parcel in order.parcels:
        if parcel.direction != Direction.RETURN:
            continue
        if parcel.received is not None:
            back += counted(parcel.received, line_no)
        elif whereabouts(parcel) == Whereabouts.DELIVERED:
            back += quantity_in(parcel, line_no)
    return back


def _is_root(parcel: Parcel) -> bool:
    return parcel.direction != Direction.RETURN and parcel.replaces is None


def _counts(pieces: Pieces) -> dict[str, int]:
    return {name: getattr(pieces, name) for name in Pieces.__struct_fields__}
