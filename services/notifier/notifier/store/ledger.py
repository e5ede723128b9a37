"""The ledger, which is also the queue. Whoever writes here commits synchronously."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import RecipientId

from notifier.domain.outcomes import Next
from notifier.domain.rows import About, Occurrence, Row
from notifier.domain.triggers import Channel, State


class _Document(Struct, frozen=True):
    about: About
    what: Occurrence


class Stated(_Document, frozen=True):
    """A row as it travels beside the message of its end, so that it can be put back from there."""

    planned_at: datetime


_ENCODE: Final = msgspec.json.Encoder().encode
_DECODER: Final = msgspec.json.Decoder(_Document)
_STATED: Final = msgspec.json.Decoder(Stated)
_COLUMNS: Final = (
    "document::text, recipient_id::text, channel, planned_at, state, detail, attempts, doubtful"
)
_ADD: Final = """
INSERT INTO ledger (id, retailer, order_id, shipment_id, parcel_id, recipient_id, channel, trigger,
                    document, planned_at, state, detail, next_try, changed_at)
SELECT id, retailer, order_id, shipment_id, parcel_id, recipient_id, channel, trigger,
       document, planned_at, state, detail, next_try, planned_at
FROM unnest(%s::text[], %s::text[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[],
            %s::text[], %s::jsonb[], %s::timestamptz[], %s::text[], %s::text[], %s::timestamptz[])
    WITH ORDINALITY AS planned (id, retailer, order_id, shipment_id, parcel_id, recipient_id,
        channel, trigger, document, planned_at, state, detail, next_try, n)
ORDER BY n
ON CONFLICT (id) DO NOTHING RETURNING id
"""
_ABOUT: Final = "(shipment_id = ANY(%s::uuid[]) OR parcel_id = ANY(%s::uuid[]))"
_HOLD: Final = f"""
SELECT FROM ledger WHERE next_try IS NOT NULL AND {_ABOUT} ORDER BY number FOR UPDATE
"""
_TOLD: Final = f"SELECT {_COLUMNS} FROM ledger WHERE {_ABOUT} ORDER BY number"  # noqa: S608 (ours)
_ONE: Final = f"SELECT {_COLUMNS} FROM ledger WHERE id = %s"  # noqa: S608 (the columns are ours)
_NEXT: Final = f"""
SELECT {_COLUMNS} FROM ledger WHERE next_try <= %s
    AND NOT EXISTS (SELECT FROM reading_again) ORDER BY next_try
LIMIT 1 FOR UPDATE SKIP LOCKED
"""  # noqa: S608 (the columns are ours)
_MOVE: Final = """
UPDATE ledger SET state = %s, next_try = %s, detail = %s, doubtful = %s, changed_at = %s
WHERE id = %s AND attempts = %s AND next_try IS NOT NULL
"""
_TAKE_UP: Final = """
UPDATE ledger SET state = 'sending', next_try = %s, doubtful = %s, attempts = attempts + 1,
    holder = %s, changed_at = %s
WHERE id = %s
"""
_WAKE: Final = """
UPDATE ledger SET next_try = %s WHERE state = 'waiting'
    AND (order_id = ANY(%s::uuid[]) OR recipient_id = ANY(%s::uuid[]))
"""
_RELEASE: Final = "UPDATE ledger SET next_try = %s WHERE state = 'sending' AND holder = %s"


def commit_safely(connection: Connection) -> None:
    """Make this transaction wait for the disk, whatever the server's default."""
    connection.execute("SET LOCAL synchronous_commit = on")


def add(connection: Connection, rows: Iterable[Row]) -> list[Row]:
    """Plan rows, in one statement; answers those that are new, each once."""
    planned = {row.id: row for row in rows}
    if not planned:
        return []
    columns = [list(column) for column in zip(*map(_values, planned.values()), strict=True)]
    return [planned[name] for (name,) in connection.execute(_ADD, columns)]


def told(connection: Connection, shipments: Sequence[str], parcels: Sequence[str]) -> list[Row]:
    """All rows about these numbers or parcels, in the order in which they were planned.

    Open ones are held until the transaction ends: a message is judged either before this, and is
    found to be on its way, or after what is being read has become known.
    """
    connection.execute(_HOLD, [shipments, parcels])
    return [_row(values) for values in connection.execute(_TOLD, [shipments, parcels])]


def one(connection: Connection, ledger_id: str) -> Row | None:
    """A row by its id."""
    values = connection.execute(_ONE, [ledger_id]).fetchone()
    return _row(values) if values is not None else None


def next_row(connection: Connection, now: datetime) -> Row | None:
    """The open row that has waited longest, held until the transaction ends.

    After a restore there is none until all was read again.
    """
    values = connection.execute(_NEXT, [now]).fetchone()
    return _row(values) if values is not None else None


def document(about: About, what: Occurrence) -> str:
    """What a row keeps of its occurrence, as JSON."""
    return _ENCODE(_Document(about, what)).decode()


def stating(row: Row) -> bytes:
    """The row for beside the message of its end, as JSON; `stated` reads it."""
    return _ENCODE(Stated(row.about, row.what, row.planned_at))


def stated(raw: bytes) -> Stated:
    """A row that travelled beside a message."""
    return _STATED.decode(raw)


def take_up(
    connection: Connection, row: Row, lease_until: datetime, holder: str, now: datetime
) -> None:
    """Note that a held row is being sent; once committed, the message may leave."""
    connection.execute(_TAKE_UP, [lease_until, row.doubtful, holder, now, row.id])


def move(connection: Connection, row: Row, to: Next, now: datetime) -> bool:
    """Note what became of a row; False when somebody else has taken it up since."""
    values = [to.state, to.next_try, to.detail, to.doubtful, now, row.id, row.attempts]
    return connection.execute(_MOVE, values).rowcount == 1


def wake(
    connection: Connection,
    now: datetime,
    *,
    orders: Sequence[str] = (),
    recipients: Sequence[RecipientId] = (),
) -> None:
    """Let rows that waited for these be looked at now."""
    connection.execute(_WAKE, [now, list(orders), list(recipients)])


def release(connection: Connection, holder: str, now: datetime) -> None:
    """End the leases of a process that is gone; what it was sending is in doubt from now on."""
    connection.execute(_RELEASE, [now, holder])


def _values(row: Row) -> list[object]:
    about = row.about
    ended = row.state in {State.SENT, State.FAILED, State.SUPPRESSED}
    return [
        row.id,
        about.retailer,
        about.order_id,
        about.shipment_id,
        about.parcel_id,
        row.recipient_id,
        row.channel,
        row.what.trigger,
        document(about, row.what),
        row.planned_at,
        row.state,
        row.detail,
        None if ended else row.planned_at,
    ]


def _row(values: Sequence[Any]) -> Row:
    document, recipient, channel, planned_at, state, detail, attempts, doubtful = values
    kept = _DECODER.decode(document)
    return Row(
        about=kept.about,
        what=kept.what,
        recipient_id=RecipientId(recipient),
        channel=Channel(channel),
        planned_at=planned_at,
        state=State(state),
        detail=detail,
        attempts=attempts,
        doubtful=doubtful,
    )
