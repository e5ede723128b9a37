"""Reads of the kept status changes, by place in their log."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import ShipmentId


class KeptChange(Struct, frozen=True):
    """A status message as it was published; `document` is its value."""

    partition: int
    offset: int
    shipment_id: ShipmentId
    document: bytes


_AFTER: Final = """
SELECT c.partition, c."offset", c.shipment_id::text, c.document
FROM status_change c
JOIN unnest(%b::int2[], %b::int8[]) AS u(partition, next)
  ON c.partition = u.partition AND c."offset" >= u.next
WHERE c.retailer = current_setting('app.retailer', true)
ORDER BY c.partition, c."offset" LIMIT %b
"""
_ENDS: Final = """
SELECT partition::int2, next FROM position
WHERE consumer = %b AND topic = 'shipment.status.v1'
"""


def after(connection: Connection, following: Mapping[int, int], limit: int) -> list[KeptChange]:
    """Changes of the retailer from these next offsets on, per partition in order."""
    places = [list(following), list(following.values())]
    found = connection.execute(_AFTER, [*places, limit], binary=True)
    return [KeptChange(*values) for values in found]


def ends(connection: Connection, consumer: str) -> dict[int, int]:
    """The next offset of each partition that is not kept yet."""
    return dict(connection.execute(_ENDS, [consumer], binary=True).fetchall())
