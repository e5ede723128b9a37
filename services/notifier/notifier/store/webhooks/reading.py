"""The kept events of a retailer and what became of each, by the web role."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from notifier.domain.retailer_events import RetailerEvent

_EVENT: Final = "e.retailer, e.id, e.type, e.subject, e.sequence, e.at, e.body"
_BY_TYPE: Final = f"""
SELECT e.number, {_EVENT} FROM unnest(%(types)s::text[]) AS kind CROSS JOIN LATERAL (
    SELECT * FROM retailer_event
    WHERE retailer = %(retailer)s AND type = kind AND number > %(after)s
    ORDER BY number LIMIT %(most)s
) AS e ORDER BY e.number LIMIT %(most)s
"""  # noqa: S608 (the columns are ours)
_BY_SUBJECT: Final = f"""
SELECT e.number, {_EVENT} FROM retailer_event AS e
WHERE e.retailer = %(retailer)s AND e.subject = %(subject)s AND e.type = ANY(%(types)s)
    AND e.number > %(after)s
ORDER BY e.number LIMIT %(most)s
"""  # noqa: S608 (the columns are ours)
_ONE: Final = f"""
SELECT e.number, {_EVENT} FROM retailer_event AS e WHERE e.retailer = %s AND e.id = %s
"""  # noqa: S608 (the columns are ours)
_IN_TIME: Final = f"""
SELECT e.number, {_EVENT} FROM retailer_event AS e
WHERE e.retailer = %(retailer)s AND e.at >= %(from_at)s AND e.at < %(until_at)s
    AND e.type = ANY(%(types)s)
ORDER BY e.at, e.number LIMIT %(most)s
"""  # noqa: S608 (the columns are ours)
_COUNT: Final = """
SELECT count(*) FROM (
    SELECT FROM retailer_event WHERE retailer = %(retailer)s AND at >= %(from_at)s
        AND at < %(until_at)s AND type = ANY(%(types)s) LIMIT %(most)s
) AS found
"""
_LAST: Final = "SELECT coalesce(max(number), 0) FROM retailer_event WHERE retailer = %s"
_DELIVERIES: Final = """
SELECT d.endpoint, d.state, d.attempts, d.next_try, d.made_at
FROM webhook_delivery AS d JOIN webhook_endpoint AS e ON e.id = d.endpoint
WHERE d.retailer = %s AND d.number = %s AND e.parent IS NULL AND e.deleted_at IS NULL
ORDER BY e.made_at, e.id
"""
_LEFT: Final = f"""
SELECT d.number, {_EVENT} FROM webhook_delivery AS d
    JOIN retailer_event AS e ON e.retailer = d.retailer AND e.number = d.number
WHERE d.endpoint = %s AND d.retailer = %s AND d.state = %s AND d.state IN ('failed', 'held')
    AND d.number > %s
ORDER BY d.number LIMIT %s
"""  # noqa: S608 (the columns are ours)


class Numbered(Struct, frozen=True):
    """An event under its number, by which it is paged."""

    number: int
    event: RetailerEvent


class Delivery(Struct, frozen=True):
    """How far an event has come to an endpoint."""

    endpoint: UUID
    state: str
    attempts: int
    next_try: datetime | None
    made_at: datetime


class Wanted(Struct, frozen=True, kw_only=True):
    """Which events of a retailer: of these types, about this subject if given."""

    retailer: str
    types: Sequence[str]
    subject: str | None = None


class Left(Struct, frozen=True, kw_only=True):
    """What an endpoint has not: `held`, or `failed` for good."""

    retailer: str
    endpoint: UUID
    state: str


class Span(Struct, frozen=True, kw_only=True):
    """Events of these types from an instant on, until another, which is not in it."""

    retailer: str
    types: Sequence[str]
    from_at: datetime
    until_at: datetime


def events(connection: Connection, wanted: Wanted, after: int, most: int) -> list[Numbered]:
    """Events above a number in order of it; costs what is answered, however rare the types are."""
    query = _BY_TYPE if wanted.subject is None else _BY_SUBJECT
    values = {
        "retailer": wanted.retailer,
        "types": list(wanted.types),
        "subject": wanted.subject,
        "after": after,
        "most": most,
    }
    return [_numbered(row) for row in connection.execute(query, values)]


def event(connection: Connection, retailer: str, name: str) -> Numbered | None:
    """One event by its id."""
    row = connection.execute(_ONE, [retailer, name]).fetchone()
    return _numbered(row) if row is not None else None


def in_time(connection: Connection, span: Span, most: int) -> list[Numbered]:
    """The first events of a span by their own time."""
    return [_numbered(row) for row in connection.execute(_IN_TIME, _values(span, most))]


def count(connection: Connection, span: Span, most: int) -> int:
    """How many events a span has; counted to `most`."""
    row = connection.execute(_COUNT, _values(span, most)).fetchone()
    return int(row[0]) if row else 0


def last_number(connection: Connection, retailer: str) -> int:
    """The highest number there is; all below are visible too."""
    row = connection.execute(_LAST, [retailer]).fetchone()
    return int(row[0]) if row else 0


def deliveries(connection: Connection, retailer: str, number: int) -> list[Delivery]:
    """How far an event has come to each endpoint that wants it."""
    return [Delivery(*row) for row in connection.execute(_DELIVERIES, [retailer, number])]


def left(connection: Connection, what: Left, after: int, most: int) -> list[Numbered]:
    """The events that an endpoint has not, above a number in order of it."""
    values = [what.endpoint, what.retailer, what.state, after, most]
    return [_numbered(row) for row in connection.execute(_LEFT, values)]


def _values(span: Span, most: int) -> dict[str, object]:
    return {
        "retailer": span.retailer,
        "types": list(span.types),
        "from_at": span.from_at,
        "until_at": span.until_at,
        "most": most,
    }


def _numbered(row: Sequence[object]) -> Numbered:
    number, *said = row
    event = RetailerEvent(**dict(zip(RetailerEvent.__struct_fields__, said, strict=True)))  # type: ignore[arg-type]
    assert isinstance(number, int)  # noqa: S101 (narrows what the driver answers)
    return Numbered(number, event)
