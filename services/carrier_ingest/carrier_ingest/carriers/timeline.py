"""Statements of one payload in the total order, each scan once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Final

import msgspec
from waymark_events.ordering import OrderKey, order_key, own_instant
from waymark_events.vocabulary import TERMINAL, Kind, Milestone

from carrier_ingest.carriers.heard import Statement

_SAME_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)


def in_order(oldest_first: Iterable[Statement]) -> tuple[Statement, ...]:
    """Number the scans of one instant in the order the carrier listed them, then sort.

    A scan repeated within the payload is said once, as it stood last.
    """
    distinct = {statement.scan_key: statement for statement in oldest_first}
    seen: Counter[tuple[str, datetime]] = Counter()
    numbered: list[Statement] = []
    for statement in distinct.values():
        moment = (statement.number, own_instant(statement.when))
        numbered.append(msgspec.structs.replace(statement, sequence=seen[moment]))
        seen[moment] += 1
    return tuple(sorted(numbered, key=_key))


def as_numbered(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Sort scans whose order within an instant the carrier numbers itself."""
    return tuple(sorted(statements, key=_key))


def _key(statement: Statement) -> OrderKey:
    return order_key(
        statement.when,
        statement.sequence,
        statement.milestone,
        _SAME_MOMENT,
        statement.scan_id,
    )


def newest(oldest_first: Sequence[Statement], *milestones: Milestone) -> Statement | None:
    """The last event of one of these milestones, or of any; what only informs is none."""
    events = (
        one
        for one in reversed(oldest_first)
        if one.kind == Kind.EVENT and (not milestones or one.milestone in milestones)
    )
    return next(events, None)


def ended(oldest_first: Sequence[Statement]) -> bool:
    """Whether the parcel's way is over: nothing more is to be expected of it."""
    last = newest(oldest_first)
    return last is not None and last.milestone in TERMINAL


def collectable_until(
    oldest_first: Sequence[Statement], until: date | None
) -> tuple[Statement, ...]:
    """Put the last day for collecting to the newest scan that says where it waits."""
    waiting = newest(oldest_first, Milestone.AVAILABLE_FOR_PICKUP) if until else None
    return tuple(
        msgspec.structs.replace(one, pickup_until=until.isoformat())
        if until and one is waiting
        else one
        for one in oldest_first
    )


def days(said: Iterable[Statement]) -> list[date]:
    """The day of each scan, as it was printed."""
    return [date.fromisoformat(one.when.local[: len("YYYY-MM-DD")]) for one in said]
