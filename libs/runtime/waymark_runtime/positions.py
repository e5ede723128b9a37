"""Where consumers stand, in PostgreSQL, in the transaction that applies. The rule is `cut`."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from psycopg import Connection

from waymark_runtime.records import Arrived, Place, columns


class Position(Struct, frozen=True):
    """The next offset to apply, and which log it counts in."""

    next: int
    cluster_id: str
    topic_id: str


class Gap(Struct, frozen=True):
    """Records are missing before these: apply nothing, read again from `next`."""

    next: int


def cut(records: Sequence[Arrived], following: int, *, compacted: bool) -> Sequence[Arrived] | Gap:
    """What of one partition's records may be applied when `following` is the next offset.

    What was applied is sliced off, because two owners overlap; what starts above is refused,
    because the missing would never be applied. A compacted log has holes: there it is not a gap.
    """
    if records and records[0].offset == following:
        return records
    fresh = [record for record in records if record.offset >= following]
    if fresh and fresh[0].offset > following and not compacted:
        return Gap(following)
    return fresh


def load(connection: Connection, consumer: str, places: Sequence[Place]) -> dict[Place, Position]:
    """The stored positions of these partitions; those never opened are absent."""
    rows = connection.execute(
        "SELECT p.topic, p.partition, next, cluster_id, topic_id FROM position p"
        " JOIN unnest(%s::text[], %s::int[]) AS asked (topic, partition) USING (topic, partition)"
        " WHERE consumer = %s",
        [*columns(places), consumer],
    )
    return {(topic, number): Position(*rest) for topic, number, *rest in rows}


def establish(
    connection: Connection, consumer: str, opened: Mapping[Place, Position]
) -> dict[Place, Position]:
    """Store first positions; another owner's, stored before, stand and are answered instead."""
    for (topic, partition), position in sorted(opened.items()):
        connection.execute(
            "INSERT INTO position (consumer, topic, partition, next, cluster_id, topic_id)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [consumer, topic, partition, position.next, position.cluster_id, position.topic_id],
        )
    return load(connection, consumer, list(opened))


def lock(connection: Connection, consumer: str, places: Sequence[Place]) -> dict[Place, int]:
    """Hold these positions until the transaction ends, always in the same order."""
    rows = connection.execute(
        "SELECT p.topic, p.partition, next FROM position p"
        " JOIN unnest(%s::text[], %s::int[]) AS asked (topic, partition) USING (topic, partition)"
        " WHERE consumer = %s ORDER BY p.topic, p.partition FOR UPDATE OF p",
        [*columns(places), consumer],
    )
    return {(topic, partition): following for topic, partition, following in rows}


def locked_position(connection: Connection, consumer: str, topic: str, partition: int) -> int:
    """The next offset of one partition, held until the transaction ends.

    For work outside a batch that must come between two records; LookupError before the consumer
    first owned the partition.
    """
    held = lock(connection, consumer, [(topic, partition)])
    if (topic, partition) not in held:
        raise LookupError(f"{consumer} has no position on {topic}[{partition}] yet")
    return held[topic, partition]


def advance(connection: Connection, consumer: str, following: Mapping[Place, int]) -> None:
    """Move positions that `lock` holds."""
    connection.execute(
        "UPDATE position p SET next = moved.next"
        " FROM unnest(%s::text[], %s::int[], %s::bigint[]) AS moved (topic, partition, next)"
        " WHERE p.consumer = %s AND p.topic = moved.topic AND p.partition = moved.partition",
        [*columns(list(following)), list(following.values()), consumer],
    )


def mark_read(connection: Connection, consumer: str, places: Sequence[Place]) -> None:
    """Remember that the ends of these partitions were reached once."""
    connection.execute(
        "UPDATE position p SET read_once = true"
        " FROM unnest(%s::text[], %s::int[]) AS ended (topic, partition)"
        " WHERE p.consumer = %s AND p.topic = ended.topic AND p.partition = ended.partition"
        " AND NOT p.read_once",
        [*columns(places), consumer],
    )


def read_once(connection: Connection, consumer: str) -> int:
    """How many partitions this consumer has read to the end once, over all its topics."""
    row = connection.execute(
        "SELECT count(*) FROM position WHERE consumer = %s AND read_once", [consumer]
    ).fetchone()
    return int(row[0]) if row else 0
