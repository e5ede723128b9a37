"""What is put back into a ledger that was set back, and what has to be read before it goes on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import EndpointId

LEAP: Final = 1_000_000_000
_PUT: Final = """
INSERT INTO ledger (id, retailer, order_id, shipment_id, parcel_id, recipient_id, channel, trigger,
                    document, planned_at, state, detail, next_try, changed_at)
SELECT id, retailer, order_id, shipment_id, parcel_id, recipient_id, channel, trigger,
       document, planned_at, state, detail, NULL, ended_at
FROM unnest(%s::text[], %s::text[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[],
            %s::text[], %s::jsonb[], %s::timestamptz[], %s::text[], %s::text[], %s::timestamptz[])
    WITH ORDINALITY AS ended (id, retailer, order_id, shipment_id, parcel_id, recipient_id,
        channel, trigger, document, planned_at, state, detail, ended_at, n)
ORDER BY planned_at, n
ON CONFLICT (id) DO UPDATE SET state = excluded.state, detail = excluded.detail, next_try = NULL,
    holder = NULL, changed_at = excluded.changed_at
WHERE ledger.next_try IS NOT NULL
"""
_DISABLE: Final = """
UPDATE webhook_endpoint SET state = 'disabled', reason = %s, since = %s, notice_due = false
WHERE id = %s AND state = 'enabled' AND since <= %s
"""
_AGAIN: Final = """
INSERT INTO reading_again VALUES (%s, %s, %s)
ON CONFLICT (topic, partition) DO UPDATE SET upto = greatest(reading_again.upto, excluded.upto)
"""
_WAS_READ: Final = """
DELETE FROM reading_again r USING position p
WHERE p.consumer = %s AND (p.topic, p.partition) = (r.topic, r.partition) AND p.next >= r.upto
"""


class Ended(Struct, frozen=True, kw_only=True):
    """A row of the ledger as its end was published. `document` is what the ledger keeps of it."""

    id: str
    retailer: str
    order_id: str
    shipment_id: str | None
    parcel_id: str | None
    recipient_id: str
    channel: str
    trigger: str
    document: str
    planned_at: datetime
    state: str
    detail: str | None
    ended_at: datetime


def put(connection: Connection, ended: Sequence[Ended]) -> int:
    """Put ends back that the ledger does not know; how many it did not know."""
    rows = {one.id: one for one in ended}.values()
    if not rows:
        return 0
    columns = [[getattr(one, name) for one in rows] for name in Ended.__struct_fields__]
    return connection.execute(_PUT, columns).rowcount


def disable(connection: Connection, endpoint: EndpointId, reason: str, at: datetime) -> int:
    """Disable an endpoint again that was disabled; its retailer was written to then."""
    return connection.execute(_DISABLE, [reason, at, endpoint, at]).rowcount


def set_back(connection: Connection) -> None:
    """Note that this ledger is an older one: of endpoints that are disabled in it all was said."""
    connection.execute("UPDATE webhook_endpoint SET notice_due = false WHERE notice_due")


def leap(connection: Connection) -> None:
    """Give what retailers hear numbers that nobody was given before, lost ones included.

    Who asks for what is behind a number misses nothing, and hears some events again.
    """
    connection.execute(
        "SELECT setval('retailer_event_number_seq', last_value + %s)"
        " FROM retailer_event_number_seq",
        [LEAP],
    )


def read_again(connection: Connection, ends: Mapping[tuple[str, int], int]) -> None:
    """Send nothing before these offsets were read."""
    with connection.cursor() as cursor:
        cursor.executemany(_AGAIN, [(*place, end) for place, end in sorted(ends.items())])


def forget_what_was_read(connection: Connection, consumer: str) -> None:
    """Once all is read again, messages leave again."""
    connection.execute(_WAS_READ, [consumer])
