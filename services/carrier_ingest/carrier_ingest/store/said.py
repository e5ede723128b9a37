"""What was said of shipments, and the count of codes nobody mapped."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from waymark_events.ids import ShipmentId

from carrier_ingest.domain.said import Said, dump, load

_OPEN = """
INSERT INTO said (shipment_id) SELECT id FROM unnest(%b::uuid[]) AS id ORDER BY id
ON CONFLICT DO NOTHING
"""
_LOCK = "SELECT shipment_id, record FROM said WHERE shipment_id = ANY(%b) ORDER BY 1 FOR UPDATE"
_SAVE = """
UPDATE said SET record = new.record
FROM unnest(%b::uuid[], %b::bytea[]) AS new (shipment_id, record)
WHERE said.shipment_id = new.shipment_id
"""
_COUNT = """
INSERT INTO unmapped_code (carrier, code, count, first_seen, last_seen)
SELECT carrier, code, count, %t, %t
FROM unnest(%t::text[], %t::text[], %t::bigint[]) AS new (carrier, code, count)
ORDER BY carrier, code
ON CONFLICT (carrier, code) DO UPDATE
SET count = unmapped_code.count + excluded.count, last_seen = excluded.last_seen
"""


def lock(connection: Connection, shipments: Iterable[ShipmentId]) -> dict[ShipmentId, Said]:
    """Load what was said of these shipments and hold it until the transaction ends.

    Rows are made and locked in the order of the shipment's id, so two owners of partitions that
    speak of the same shipments wait for each other and never deadlock.
    """
    ids = sorted(UUID(shipment) for shipment in shipments)
    connection.execute(_OPEN, [ids])
    rows = connection.execute(_LOCK, [ids], binary=True)
    return {ShipmentId(str(shipment)): load(record) for shipment, record in rows}


def save(connection: Connection, memory: Mapping[ShipmentId, Said]) -> None:
    """Keep what is remembered now; the rows are held since `lock`."""
    ids = [UUID(shipment) for shipment in memory]
    connection.execute(_SAVE, [ids, [dump(said) for said in memory.values()]])


def count_unmapped(connection: Connection, codes: Iterable[tuple[str, str]], at: datetime) -> None:
    """Count codes nobody mapped, by carrier and code."""
    counted = Counter(codes)
    if counted:
        carriers, names = zip(*counted, strict=True)
        connection.execute(_COUNT, [at, at, list(carriers), list(names), list(counted.values())])
