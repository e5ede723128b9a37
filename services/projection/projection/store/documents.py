"""Rows joined at read: each written from one topic, the newest winning, a batch at a time."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from psycopg import Connection

Values = Sequence[object]
LinkValues = tuple[bytes, str, UUID, UUID, str]
"""Digest of the token, retailer, order, recipient, role."""

_ORDER: Final = """
INSERT INTO order_view (id, retailer, reference, version, state, placed_at, updated_at, document)
VALUES (%b, %b, %b, %b, %b, %b, %b, %b)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state,
    updated_at = excluded.updated_at, document = excluded.document
WHERE excluded.version > order_view.version
"""
_LINK: Final = """
INSERT INTO link (digest, retailer, order_id, recipient_id, role) VALUES (%b, %b, %b, %b, %b)
ON CONFLICT (digest) DO NOTHING
"""
_KEEP_LINKS: Final = "DELETE FROM link WHERE order_id = %b AND NOT digest = ANY(%b::bytea[])"
_CONTACT_KEY: Final = """
INSERT INTO contact_key VALUES (%b, %b, %b, %b, %b, %b, %b, %b, %b)
ON CONFLICT (recipient_id) DO UPDATE SET version = excluded.version, language = excluded.language,
    zone = excluded.zone, postcode = excluded.postcode, email = excluded.email,
    phone = excluded.phone, family_name = excluded.family_name
WHERE excluded.version >= contact_key.version
"""
_TOLD: Final = """
INSERT INTO told VALUES (%b, %b, %b, %b, %b, %b, %b, %b, %b, %b)
ON CONFLICT (ledger_id) DO UPDATE SET outcome = excluded.outcome, detail = excluded.detail,
    at = excluded.at
"""
_LOOK: Final = """
INSERT INTO look VALUES (%b, %b, %b, %b, %b, %b, %b)
ON CONFLICT (shipment_id) DO UPDATE SET account = excluded.account, asked_at = excluded.asked_at,
    answered_at = coalesce(excluded.answered_at, look.answered_at),
    next_look_at = excluded.next_look_at, outcome = excluded.outcome
WHERE excluded.asked_at >= look.asked_at
"""
_ACCOUNT: Final = """
INSERT INTO account_state VALUES (%b, %b, %b, %b, %b, %b, %b)
ON CONFLICT (retailer, account) DO UPDATE SET healthy = excluded.healthy, since = excluded.since,
    checked_at = excluded.checked_at, detail = excluded.detail
WHERE excluded.checked_at >= account_state.checked_at
"""
_NOTE: Final = """
INSERT INTO private_note VALUES (%b, %b, %b, %b, %b)
ON CONFLICT (shipment_id, scan_id) DO UPDATE SET observed_at = excluded.observed_at,
    note = excluded.note
WHERE excluded.observed_at >= private_note.observed_at
"""
_CHANGE: Final = """
INSERT INTO status_change
SELECT * FROM unnest(%b::int2[], %b::int8[], %b::text[], %b::uuid[], %b::int4[], %b::int4[],
                     %b::timestamptz[], %b::bytea[])
    AS new (partition, "offset", retailer, shipment_id, generation, version, appended_at, document)
WHERE NOT EXISTS (
    SELECT FROM status_change c WHERE c.shipment_id = new.shipment_id
        AND (c.generation, c.version) >= (new.generation, new.version)
)
"""
_ORDER_CHANGE: Final = """
INSERT INTO order_change
SELECT * FROM unnest(%b::int2[], %b::int8[], %b::text[], %b::uuid[], %b::int4[], %b::timestamptz[],
                     %b::timestamptz[], %b::bytea[])
"""


def keep_orders(connection: Connection, orders: Sequence[Values]) -> None:
    """Keep each order's document where its version is higher; columns as in `order_view`."""
    _each(connection, _ORDER, orders)


def keep_order_changes(connection: Connection, changes: Sequence[Values]) -> None:
    """Append states of orders in one statement; columns as in `order_change`."""
    if changes:
        connection.execute(_ORDER_CHANGE, [list(column) for column in zip(*changes, strict=True)])


def keep_links(
    connection: Connection, links: Sequence[LinkValues], granted: Sequence[tuple[UUID, list[bytes]]]
) -> None:
    """Add links, and drop those of these orders that are granted no more."""
    _each(connection, _LINK, links)
    _each(connection, _KEEP_LINKS, granted)


def keep_contact_keys(connection: Connection, keys: Sequence[Values]) -> None:
    """Keep the newest contact keys; columns as in `contact_key`."""
    _each(connection, _CONTACT_KEY, keys)


def drop_contact_keys(connection: Connection, recipients: Sequence[UUID]) -> None:
    """Delete the keys of erased recipients."""
    connection.execute(
        "DELETE FROM contact_key WHERE recipient_id = ANY(%b::uuid[])", [list(recipients)]
    )


def keep_told(connection: Connection, told: Sequence[Values]) -> None:
    """Keep the last outcome of each notification; columns as in `told`."""
    _each(connection, _TOLD, told)


def keep_looks(connection: Connection, looks: Sequence[Values]) -> None:
    """Keep when each number was last asked for; columns as in `look`."""
    _each(connection, _LOOK, looks)


def keep_accounts(connection: Connection, accounts: Sequence[Values]) -> None:
    """Keep how each carrier account fares; columns as in `account_state`."""
    _each(connection, _ACCOUNT, accounts)


def keep_notes(connection: Connection, notes: Sequence[Values]) -> None:
    """Keep what was said in private, the newest per scan; columns as in `private_note`."""
    _each(connection, _NOTE, notes)


def keep_changes(connection: Connection, changes: Sequence[Values]) -> None:
    """Append status changes in one statement; columns as in `status_change`.

    What is not above everything that is kept of its shipment is left out; of one shipment they
    rise.
    """
    if changes:
        connection.execute(_CHANGE, [list(column) for column in zip(*changes, strict=True)])


def _each(connection: Connection, statement: str, rows: Sequence[Values]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)
