"""A partition's rows as they are and as they were built anew: where they differ, and the exchange.

Called in a transaction that holds the partition's position, with the new rows built to just there.
Where both are alike nothing is written.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import ShipmentId


class Differing(Struct, frozen=True):
    """A shipment that is not as it was built anew. `document` is empty and `generation` 0 where
    there was no row; `new_document` is the last status that the new row's facts say.
    """

    no: int
    id: ShipmentId
    version: int
    generation: int
    document: bytes
    new_version: int
    new_document: bytes


class Exchanged(Struct, frozen=True):
    """A row to put in: its generation, and its document where the one that stands is wrong."""

    no: int
    generation: int
    document: bytes


_COMPARED: Final = """version, fold_version, state, seen, milestone, flags, orders,
    order_references, order_versions, document, relived"""
_DIFFERING: Final = f"""
SELECT r.no, r.id::text, coalesce(l.version, 0), coalesce(l.generation, 0),
       coalesce(l.document, ''), r.version, r.document
FROM rebuild.shipment r LEFT JOIN public.shipment l ON l.no = r.no
WHERE r.partition = %b AND (l.no IS NULL OR
    ROW({", ".join(f"l.{name.strip()}" for name in _COMPARED.split(","))}) IS DISTINCT FROM
    ROW({", ".join(f"r.{name.strip()}" for name in _COMPARED.split(","))}))
ORDER BY r.no
"""  # noqa: S608 (the columns are ours)
_GENERATIONS: Final = """
SELECT shipment_id::text, max(generation) FROM public.status_change
WHERE shipment_id = ANY(%b::uuid[]) GROUP BY shipment_id
"""
_UPDATE: Final = """
UPDATE public.shipment l SET
    version = r.version, generation = u.generation, fold_version = r.fold_version,
    state = r.state, seen = r.seen, milestone = r.milestone, flags = r.flags, orders = r.orders,
    order_references = r.order_references, order_versions = r.order_versions,
    document = CASE u.document WHEN '' THEN l.document ELSE u.document END,
    updated_at = r.updated_at, check_at = LEAST(l.check_at, r.check_at), relived = r.relived
FROM rebuild.shipment r
JOIN unnest(%b::int8[], %b::int4[], %b::bytea[]) AS u(no, generation, document) ON u.no = r.no
WHERE l.no = r.no
"""
_INSERT: Final = """
INSERT INTO public.shipment
SELECT r.no, r.id, r.retailer, r.carrier, r.number, r.partition, r.version, u.generation,
       r.fold_version, r.state, r.seen, r.milestone, r.flags, r.orders, r.order_references,
       r.order_versions, u.document, r.updated_at, r.check_at, r.relived
FROM rebuild.shipment r
JOIN unnest(%b::int8[], %b::int4[], %b::bytea[]) AS u(no, generation, document) ON u.no = r.no
WHERE NOT EXISTS (SELECT FROM public.shipment l WHERE l.no = r.no)
"""
_VANISHED: Final = """
DELETE FROM public.shipment l WHERE l.partition = %b
    AND NOT EXISTS (SELECT FROM rebuild.shipment r WHERE r.no = l.no) RETURNING l.id::text
"""
_FACT_GONE: Final = """
DELETE FROM public.fact l WHERE l.partition = %b AND NOT EXISTS (
    SELECT FROM rebuild.fact r WHERE r.partition = l.partition AND r."offset" = l."offset"
        AND (r.shipment_no, r.ce_id, r.type, r.known_at, r.value)
          = (l.shipment_no, l.ce_id, l.type, l.known_at, l.value))
"""
_FACT_NEW: Final = """
INSERT INTO public.fact SELECT r.* FROM rebuild.fact r WHERE r.partition = %b AND NOT EXISTS (
    SELECT FROM public.fact l WHERE l.partition = r.partition AND l."offset" = r."offset")
"""
_INDEX_GONE: Final = """
DELETE FROM public.fact_index l USING rebuild.shipment s
WHERE s.partition = %b AND l.shipment_no = s.no AND NOT EXISTS (
    SELECT FROM rebuild.fact_index r WHERE r.shipment_no = l.shipment_no
        AND r.digest = l.digest AND r."offset" = l."offset")
"""
_INDEX_NEW: Final = """
INSERT INTO public.fact_index SELECT r.* FROM rebuild.fact_index r
JOIN rebuild.shipment s ON s.no = r.shipment_no
WHERE s.partition = %b ON CONFLICT DO NOTHING
"""
_CLOCK: Final = """
INSERT INTO public.partition_clock SELECT partition, known_at, 1 FROM rebuild.partition_clock
WHERE partition = %b
ON CONFLICT (partition) DO UPDATE SET known_at = excluded.known_at,
    rebuilds = partition_clock.rebuilds + 1
"""


def differing(connection: Connection, partition: int) -> list[Differing]:
    """The shipments whose rows are not as they were built anew."""
    found = connection.execute(_DIFFERING, [partition], binary=True)
    return [Differing(*row) for row in found]


def said_generations(connection: Connection, ids: Sequence[ShipmentId]) -> dict[ShipmentId, int]:
    """The highest generation of each that was ever said; for those whose rows are lost."""
    if not ids:
        return {}
    found = connection.execute(_GENERATIONS, [list(ids)], binary=True)
    return {ShipmentId(name): generation for name, generation in found}


def facts(connection: Connection, partition: int) -> int:
    """Make a partition's facts those that were read anew; how many were wrong or missing."""
    gone = connection.execute(_FACT_GONE, [partition]).rowcount
    new = connection.execute(_FACT_NEW, [partition]).rowcount
    connection.execute(_INDEX_GONE, [partition])
    connection.execute(_INDEX_NEW, [partition])
    return max(gone, new)


def rows(connection: Connection, exchanged: Sequence[Exchanged]) -> None:
    """Put these shipments' new rows in."""
    given = [
        [one.no for one in exchanged],
        [one.generation for one in exchanged],
        [one.document for one in exchanged],
    ]
    connection.execute(_UPDATE, given, binary=True)
    connection.execute(_INSERT, given, binary=True)


def vanished(connection: Connection, partition: int) -> list[ShipmentId]:
    """Delete the shipments of which the log knows nothing."""
    return [ShipmentId(name) for (name,) in connection.execute(_VANISHED, [partition])]


def turn(connection: Connection, partition: int) -> None:
    """Note that the rows were exchanged: what anybody remembers of them is void."""
    connection.execute(_CLOCK, [partition])
