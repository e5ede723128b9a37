"""What an Idempotency-Key did, committed with the deed."""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from psycopg import Connection

KEPT: Final = timedelta(days=7)
_TAKE: Final = """
INSERT INTO webhook_call AS known (retailer, key, request, resource, made_at)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (retailer, key) DO UPDATE SET request = excluded.request, resource = excluded.resource,
    made_at = excluded.made_at WHERE known.made_at <= %s
RETURNING 1
"""
_KNOWN: Final = "SELECT request, resource FROM webhook_call WHERE retailer = %s AND key = %s"


class Deed(Struct, frozen=True):
    """What a key does: `request` is the keyed digest of what it asks, `resource` what it makes."""

    retailer: str
    key: str
    request: bytes
    resource: str


def take(connection: Connection, deed: Deed, now: datetime) -> Deed | None:
    """Note what a key does now; None when that is new, else what it did before.

    Of two at once the second waits for the first's commit.
    """
    values = [deed.retailer, deed.key, deed.request, deed.resource, now, now - KEPT]
    if connection.execute(_TAKE, values).fetchone():
        return None
    row = connection.execute(_KNOWN, [deed.retailer, deed.key]).fetchone()
    return Deed(deed.retailer, deed.key, bytes(row[0]), row[1]) if row else None
