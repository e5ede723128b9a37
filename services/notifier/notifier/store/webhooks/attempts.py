"""Every try and what came of it, for whoever has to find out why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from notifier.domain.webhooks.pace import Answer

_COLUMNS: Final = (
    "number, endpoint, event_id, type, kind, attempt, at, status, error, duration_ms, answer"
)
_ADD: Final = """
INSERT INTO webhook_attempt (retailer, endpoint, event_id, type, kind, attempt, at, status, error,
                             duration_ms, answer)
SELECT * FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::int[],
    %s::timestamptz[], %s::int[], %s::text[], %s::int[], %s::text[])
"""
_OF_ENDPOINT: Final = f"""
SELECT {_COLUMNS} FROM webhook_attempt
WHERE endpoint = %s AND retailer = %s AND number < %s ORDER BY number DESC LIMIT %s
"""  # noqa: S608 (the columns are ours)
_OF_EVENT: Final = f"""
SELECT {_COLUMNS} FROM webhook_attempt
WHERE retailer = %s AND event_id = %s AND number < %s ORDER BY number DESC LIMIT %s
"""  # noqa: S608 (the columns are ours)


class Attempt(Struct, frozen=True, kw_only=True):
    """One try. `kind` is `delivery`, `elsewhere` (a replay to another address) or `test`."""

    number: int = 0
    endpoint: UUID
    event_id: str
    type: str
    kind: str
    attempt: int
    at: datetime
    status: int | None
    error: str | None
    duration_ms: int
    answer: str


def tried(answer: Answer, **what: Any) -> Attempt:
    """A try and its answer; PostgreSQL keeps no NUL."""
    return Attempt(
        status=answer.status,
        error=answer.error,
        duration_ms=answer.duration_ms,
        answer=answer.excerpt.replace("\0", "\N{REPLACEMENT CHARACTER}"),
        **what,
    )


def add(connection: Connection, new: Sequence[tuple[str, Attempt]]) -> None:
    """Note tries, each with its retailer, in one statement."""
    rows = [
        (retailer, *(getattr(one, name) for name in Attempt.__struct_fields__ if name != "number"))
        for retailer, one in new
    ]
    connection.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])


def of_endpoint(
    connection: Connection, retailer: str, endpoint: UUID, before: int, most: int
) -> list[Attempt]:
    """An endpoint's tries below a number, the newest first."""
    rows = connection.execute(_OF_ENDPOINT, [endpoint, retailer, before, most])
    return [_attempt(row) for row in rows]


def of_event(
    connection: Connection, retailer: str, event_id: str, before: int, most: int
) -> list[Attempt]:
    """An event's tries below a number, the newest first."""
    rows = connection.execute(_OF_EVENT, [retailer, event_id, before, most])
    return [_attempt(row) for row in rows]


def _attempt(row: Sequence[Any]) -> Attempt:
    names = _COLUMNS.split(", ")
    return Attempt(**dict(zip(names, row, strict=True)))
