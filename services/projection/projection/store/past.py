"""Reads of what was: orders' kept states and shipments' kept statuses."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import Connection

_ORDER: Final = """
SELECT document FROM order_change
WHERE order_id = %b AND appended_at <= coalesce(%b::timestamptz, 'infinity')
    AND decided_at <= coalesce(%b::timestamptz, 'infinity')
ORDER BY version DESC LIMIT 1
"""
_SAID: Final = """
SELECT DISTINCT ON (shipment_id) shipment_id::text, document FROM status_change
WHERE shipment_id = ANY(%b::uuid[]) AND appended_at <= %b
ORDER BY shipment_id, generation DESC, version DESC
"""


def order(
    connection: Connection, name: str, known_by: datetime | None, decided_by: datetime | None
) -> bytes | None:
    """The state of an order that was known, and decided, by then; None before its first."""
    given = [UUID(name), known_by, decided_by]
    found = connection.execute(_ORDER, given, binary=True).fetchone()
    return None if found is None else bytes(found[0])


def said(connection: Connection, shipments: Collection[str], by: datetime) -> dict[str, bytes]:
    """The last status message of each shipment that was there by then; others are absent."""
    found = connection.execute(_SAID, [[UUID(name) for name in shipments], by], binary=True)
    return {name: bytes(document) for name, document in found}
