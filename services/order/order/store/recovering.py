"""Events and rows put back into a database that was set back. All of it is one transaction."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from eventsourcing.persistence import StoredEvent
from psycopg import Connection
from waymark_events.messages.people import ContactSet
from waymark_events.messages.retailers import KeySet, RetailerSet
from waymark_events.values import Instant

from order.store.remaking import Place

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_NUMBERS: Final = """
SELECT originator_id, originator_version, notification_id
FROM order_events JOIN unnest(%s::uuid[], %s::bigint[])
    AS asked (originator_id, originator_version) USING (originator_id, originator_version)
"""
_OTHER: Final = """
SELECT originator_id::text, originator_version
FROM order_events e JOIN unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bytea[])
    AS told (originator_id, originator_version, topic, state)
    USING (originator_id, originator_version)
WHERE (e.topic, e.state) IS DISTINCT FROM (told.topic, told.state) LIMIT 1
"""
_PUT: Final = """
INSERT INTO order_events (originator_id, originator_version, topic, state)
SELECT id, version, topic, state
FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bytea[])
    WITH ORDINALITY AS told (id, version, topic, state, n)
ORDER BY n RETURNING notification_id
"""
_MOVE: Final = """
INSERT INTO relay_position VALUES (%s, %s) ON CONFLICT (relay)
DO UPDATE SET published = greatest(relay_position.published, excluded.published)
"""
_SET_CONTACT: Final = """
INSERT INTO contact (recipient_id, retailer, version, changed_at, document)
VALUES (%s, %s, %s, %s, %b) ON CONFLICT (recipient_id) DO UPDATE SET
    version = excluded.version, changed_at = excluded.changed_at, document = excluded.document
WHERE contact.version < excluded.version
"""
_SET_RETAILER: Final = """
INSERT INTO retailer_setting (retailer, version, changed_at, document)
VALUES (%s, %s, %s, %b) ON CONFLICT (retailer) DO UPDATE SET
    version = excluded.version, changed_at = excluded.changed_at, document = excluded.document
WHERE retailer_setting.version < excluded.version
"""
_SET_KEY: Final = """
INSERT INTO issued_key (key_id, retailer, version, changed_at, document)
VALUES (%s, %s, %s, %s, %b) ON CONFLICT (key_id) DO UPDATE SET
    version = excluded.version, changed_at = excluded.changed_at, document = excluded.document
WHERE issued_key.version < excluded.version
"""
# what is about to be published again may not have come to its compacted topic yet
_FORGET: Final = """
DELETE FROM contact c WHERE NOT EXISTS (SELECT FROM reached r WHERE r.recipient_id = c.recipient_id)
AND NOT EXISTS (
    SELECT FROM order_events e, relay_position p WHERE p.relay = %s
    AND e.originator_id = c.recipient_id AND e.originator_version = c.version
    AND e.notification_id > p.published)
"""


def begin(connection: Connection) -> None:
    """Wait as long as it takes."""
    connection.execute("SET LOCAL statement_timeout = 0")
    connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    connection.execute("DELETE FROM reached")


def numbers(connection: Connection, places: Sequence[Place]) -> dict[Place, int]:
    """The log's numbers of events; those that are not in it are absent."""
    asked = [[name for name, _ in places], [version for _, version in places]]
    rows = connection.execute(_NUMBERS, asked)
    return {(UUID(str(name)), version): number for name, version, number in rows}


def different(connection: Connection, events: Sequence[StoredEvent]) -> Place | None:
    """The place of one that is in the log with another content."""
    row = connection.execute(_OTHER, _columns(events)).fetchone()
    return None if row is None else (UUID(row[0]), row[1])


def put(connection: Connection, events: Sequence[StoredEvent]) -> list[int]:
    """Append events as they were; the numbers they get, in order."""
    return sorted(row[0] for row in connection.execute(_PUT, _columns(events)))


def move_relay(connection: Connection, relay: str, published: int) -> None:
    """What is numbered up to there was published with all that it says."""
    connection.execute(_MOVE, [relay, published])


def set_contact(connection: Connection, contact: ContactSet, at: Instant) -> None:
    """Keep a contact as it was published, unless a newer one is kept."""
    name = contact.recipient_id
    document = _ENCODER.encode(contact)
    connection.execute(_SET_CONTACT, [name, contact.retailer, contact.version, at, document])
    connection.execute("INSERT INTO reached VALUES (%s) ON CONFLICT DO NOTHING", [name])


def drop_contacts(connection: Connection, recipients: Collection[str]) -> None:
    """Who was deleted is reached no more."""
    gone = list(recipients)
    connection.execute("DELETE FROM contact WHERE recipient_id = ANY(%s::uuid[])", [gone])
    connection.execute("DELETE FROM reached WHERE recipient_id = ANY(%s::uuid[])", [gone])


def forget_the_others(connection: Connection, relay: str) -> int:
    """Delete contacts that were published and are no longer: erased, long ago even; how many."""
    forgotten = connection.execute(_FORGET, [relay]).rowcount
    connection.execute("DELETE FROM reached")
    return forgotten


def set_retailer(connection: Connection, body: RetailerSet, at: Instant) -> None:
    """Keep a retailer's settings as they were published, unless newer ones are kept."""
    values = [body.retailer, body.version, at, _ENCODER.encode(body)]
    connection.execute(_SET_RETAILER, values)


def set_key(connection: Connection, body: KeySet, at: Instant) -> None:
    """Keep a key as it was published, unless a newer state of it is kept."""
    values = [body.key_id, body.retailer, body.version, at, _ENCODER.encode(body)]
    connection.execute(_SET_KEY, values)


def _columns(events: Iterable[StoredEvent]) -> list[list[Any]]:
    rows = [(e.originator_id, e.originator_version, e.topic, bytes(e.state)) for e in events]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], []]
