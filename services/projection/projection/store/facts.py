"""Facts as stored: appended by position, read back by position."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from hashlib import blake2b

from msgspec import Struct
from psycopg import Connection
from waymark_runtime.columns import Byteas, Instants, Int2s, Int8s, Labels, Texts


class StoredFact(Struct, frozen=True, gc=False):
    """A record of the stream that was taken: its place, its id and its bytes."""

    partition: int
    offset: int
    shipment_no: int
    ce_id: str
    type: str
    known_at: datetime
    value: bytes


_APPEND = """
INSERT INTO fact
SELECT * FROM unnest(%b::int2[], %b::int8[], %b::int8[], %b::text[], %b::text[],
                     %b::timestamptz[], %b::bytea[])
"""
_INDEX = """
INSERT INTO fact_index SELECT * FROM unnest(%b::int8[], %b::int8[], %b::int8[])
ON CONFLICT DO NOTHING
"""
_FIND = """
SELECT i.shipment_no, i.digest FROM fact_index i
JOIN unnest(%b::int8[], %b::int8[]) AS u(no, digest)
  ON i.shipment_no = u.no AND i.digest = u.digest
"""
_AT = """
SELECT f.partition, f."offset", f.shipment_no, f.ce_id, f.type, f.known_at, f.value FROM fact f
JOIN unnest(%b::int2[], %b::int8[]) AS u(partition, "offset") USING (partition, "offset")
ORDER BY f.partition, f."offset"
"""
_BEYOND = 'SELECT shipment_no, "offset" FROM fact_index WHERE shipment_no = ANY(%b::int8[])'


def digest(ce_id: str) -> bytes:
    """8 bytes that stand for an id; a hit is confirmed by the full id before a fact is dropped."""
    return blake2b(ce_id.encode(), digest_size=8).digest()


def scan_digest(scan_id: str) -> bytes:
    """8 bytes that stand for a scan, which several facts may name; apart from those of ids."""
    return blake2b(scan_id.encode(), digest_size=8, person=b"scan").digest()


def as_number(short: bytes) -> int:
    """A short digest as PostgreSQL's signed 64-bit integer."""
    return int.from_bytes(short, "big", signed=True)


def append(connection: Connection, facts: Collection[StoredFact]) -> None:
    """Store facts in one statement."""
    if facts:
        connection.execute(
            _APPEND,
            [
                Int2s([fact.partition for fact in facts]),
                Int8s([fact.offset for fact in facts]),
                Int8s([fact.shipment_no for fact in facts]),
                Texts([fact.ce_id for fact in facts]),
                Labels([fact.type for fact in facts]),
                Instants([fact.known_at for fact in facts]),
                Byteas([fact.value for fact in facts]),
            ],
        )


def index(connection: Connection, entries: Collection[tuple[int, bytes, int]]) -> None:
    """Note where facts beyond the 64th lie, and scans: (surrogate, short digest, offset)."""
    if entries:
        connection.execute(
            _INDEX,
            [
                [no for no, _, _ in entries],
                [as_number(short) for _, short, _ in entries],
                [offset for _, _, offset in entries],
            ],
        )


def indexed(connection: Connection, asked: Collection[tuple[int, bytes]]) -> set[tuple[int, int]]:
    """Which of these (surrogate, short digest) were noted before."""
    if not asked:
        return set()
    numbers = [no for no, _ in asked]
    found = connection.execute(
        _FIND, [numbers, [as_number(short) for _, short in asked]], binary=True
    )
    return {(no, short) for no, short in found}


def history(
    connection: Connection, first: Mapping[int, tuple[int, bytes]], beyond: Collection[int]
) -> dict[int, list[StoredFact]]:
    """All facts of shipments, by surrogate, in log order.

    `first` maps the surrogate to its partition and its packed (digest, offset) pairs; `beyond`
    names those with more facts than the pairs hold. Two round trips however many shipments.
    """
    places = {
        (partition, offset) for partition, seen in first.values() for offset in offsets_in(seen)
    }
    if beyond:
        found = connection.execute(_BEYOND, [list(beyond)], binary=True)
        places |= {(first[no][0], offset) for no, offset in found}
    histories: dict[int, list[StoredFact]] = {no: [] for no in first}
    for fact in at(connection, places):
        histories[fact.shipment_no].append(fact)
    return histories


def at(connection: Connection, places: Iterable[tuple[int, int]]) -> list[StoredFact]:
    """The facts at these (partition, offset) places, in log order."""
    listed = list(places)
    found = connection.execute(
        _AT, [[partition for partition, _ in listed], [offset for _, offset in listed]], binary=True
    )
    return [StoredFact(*values) for values in found]


def offsets_in(seen: bytes) -> list[int]:
    """The offsets of packed (digest, offset) pairs."""
    return [int.from_bytes(seen[at + 8 : at + 16], "big") for at in range(0, len(seen), 16)]
