"""Statements of one payload in the total order, each scan once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec
from waymark_events.ordering import OrderKey, order_key, own_instant
from waymark_events.vocabulary import Kind, Milestone

from carrier_ingest.carriers.heard import Statement

_SAME_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)
_A_YEAR: Final = timedelta(days=366)


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


def newest_delivery(oldest_first: Sequence[Statement]) -> Statement | None:
    """The last scan that delivers: what a signature or a taker's name belongs to."""
    delivering = (
        one
        for one in reversed(oldest_first)
        if one.kind == Kind.EVENT and one.milestone == Milestone.DELIVERED
    )
    return next(delivering, None)


def believable(day: date, said: Sequence[Statement]) -> bool:
    """Whether a parcel may be expected on a day: not before its first scan, and within a year."""
    days = [date.fromisoformat(one.when.local[: len("YYYY-MM-DD")]) for one in said]
    return not days or (min(days) <= day and day - max(days) <= _A_YEAR)
