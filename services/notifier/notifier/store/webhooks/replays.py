"""Events that are to be sent again, turned into deliveries a few at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

_COLUMNS: Final = (
    "id, retailer, endpoint, target, types, event, from_at, until_at, upto, queued, state, made_at"
)
_ADD: Final = """
INSERT INTO webhook_replay (id, retailer, endpoint, target, types, event, from_at, until_at, upto,
                            state, made_at, cursor_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'running', %s, %s)
"""
_ONE: Final = f"""
SELECT {_COLUMNS} FROM webhook_replay WHERE id = %s AND endpoint = %s AND retailer = %s
"""  # noqa: S608 (the columns are ours)
_URL: Final = "SELECT url FROM webhook_endpoint WHERE id = %s AND parent IS NOT NULL"
_RUNNING: Final = f"""
SELECT {_COLUMNS} FROM webhook_replay WHERE state = 'running' AND made_at > %s
ORDER BY made_at LIMIT 1 FOR UPDATE SKIP LOCKED
"""  # noqa: S608 (the columns are ours)
_TARGET: Final = """
SELECT state = 'enabled' AND deleted_at IS NULL FROM webhook_endpoint WHERE id = %s
FOR NO KEY UPDATE
"""
_OPEN: Final = """
SELECT count(*) FROM (
    SELECT FROM webhook_delivery WHERE endpoint = %s AND next_try IS NOT NULL LIMIT %s
) AS open
"""
_QUEUE: Final = """
WITH found AS (
    SELECT e.retailer, e.number, e.at FROM webhook_replay AS r JOIN retailer_event AS e
        ON e.retailer = r.retailer AND (e.at, e.number) > (r.cursor_at, r.cursor_number)
        AND e.at < r.until_at AND e.number <= r.upto
        AND (e.number = r.event OR (r.event IS NULL AND e.type = ANY(r.types)))
    WHERE r.id = %(replay)s ORDER BY e.at, e.number LIMIT %(most)s
),
queued AS (
    INSERT INTO webhook_delivery AS d (endpoint, number, retailer, state, next_try, made_at)
    SELECT %(target)s, number, retailer, 'due', %(now)s, %(now)s FROM found ORDER BY at, number
    ON CONFLICT (endpoint, number) DO UPDATE
        SET state = 'due', next_try = excluded.next_try, attempts = 0, made_at = excluded.made_at
        WHERE d.state <> 'sending'
    RETURNING 1
),
last AS (SELECT at, number FROM found ORDER BY at DESC, number DESC LIMIT 1)
UPDATE webhook_replay SET queued = queued + (SELECT count(*) FROM queued),
    cursor_at = coalesce((SELECT at FROM last), cursor_at),
    cursor_number = coalesce((SELECT number FROM last), cursor_number),
    state = CASE WHEN (SELECT count(*) FROM found) < %(most)s THEN 'done' ELSE 'running' END
WHERE id = %(replay)s RETURNING state
"""
_COUNT: Final = "SELECT count(*) FROM webhook_replay WHERE endpoint = %s AND state = 'running'"
_END: Final = "UPDATE webhook_replay SET state = 'ended' WHERE id = %s"


class Replay(Struct, frozen=True, kw_only=True):
    """What is to be sent again: one `event` by number, or all of `types` from `from_at` on.

    `until_at` is exclusive; events above `upto` came after it was asked for.
    """

    id: UUID
    retailer: str
    endpoint: UUID
    target: UUID
    types: Sequence[str]
    event: int | None
    from_at: datetime
    until_at: datetime
    upto: int
    queued: int = 0
    state: str = "running"
    made_at: datetime


def add(connection: Connection, one: Replay) -> None:
    """Let it begin."""
    what = [one.id, one.retailer, one.endpoint, one.target, list(one.types), one.event]
    when = [one.from_at, one.until_at, one.upto, one.made_at, one.from_at]
    connection.execute(_ADD, [*what, *when])


def one(
    connection: Connection, retailer: str, endpoint: UUID, name: UUID
) -> tuple[Replay, str | None] | None:
    """A replay and the other address it goes to, if it does; None when there is none."""
    row = connection.execute(_ONE, [name, endpoint, retailer]).fetchone()
    if row is None:
        return None
    found = _replay(row)
    url = connection.execute(_URL, [found.target]).fetchone()
    return found, (url[0] if url else None)


def running(connection: Connection, endpoint: UUID) -> int:
    """How many replays of an endpoint run."""
    row = connection.execute(_COUNT, [endpoint]).fetchone()
    return int(row[0]) if row else 0


def next_running(connection: Connection, after: datetime) -> Replay | None:
    """The next running replay made after an instant, held until the transaction ends."""
    row = connection.execute(_RUNNING, [after]).fetchone()
    return _replay(row) if row is not None else None


def is_listening(connection: Connection, target: UUID) -> bool:
    """Whether its endpoint is sent anything at all; holds it until the transaction ends."""
    row = connection.execute(_TARGET, [target]).fetchone()
    return bool(row and row[0])


def is_full(connection: Connection, target: UUID, most: int) -> bool:
    """Whether so much of an endpoint's is open that more would only wait."""
    row = connection.execute(_OPEN, [target, most]).fetchone()
    return bool(row and row[0] >= most)


def queue(connection: Connection, one: Replay, most: int, now: datetime) -> bool:
    """Make the next of its events due; whether there may be more."""
    values = {"replay": one.id, "target": one.target, "most": most, "now": now}
    row = connection.execute(_QUEUE, values).fetchone()
    return bool(row and row[0] == "running")


def end(connection: Connection, one: Replay) -> None:
    """Stop it: nobody listens any more."""
    connection.execute(_END, [one.id])


def _replay(row: Sequence[Any]) -> Replay:
    return Replay(**dict(zip(_COLUMNS.split(", "), row, strict=True)))
