"""What is committed and not yet published, per consumer and source partition.

Rows get their number under the lock of the partition's position, so a partition's rows in order
of number are in order of their source, whoever wrote them.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from psycopg import Connection

from waymark_runtime.outgoing import Outgoing, Packed, pack, unpack
from waymark_runtime.records import Place

_NOTHING: Final[Mapping[int, Sequence[Packed]]] = MappingProxyType({})


class Waiting(Struct, frozen=True):
    """One row: the messages of one batch and source partition."""

    id: int
    messages: Sequence[Packed]


class Outbox:
    """The rows of one consumer."""

    def __init__(self, consumer: str) -> None:
        self.consumer = consumer

    def add(
        self,
        connection: Connection,
        topic: str,
        partition: int,
        source_offset: int,
        messages: Sequence[Outgoing],
    ) -> None:
        """Commit messages caused at one offset. The caller holds the position's lock."""
        self.add_packed(
            connection, (topic, partition), [Packed(source_offset, one) for one in messages]
        )

    def add_packed(
        self, connection: Connection, source: Place, messages: Sequence[Packed]
    ) -> int | None:
        """Commit the messages of one batch, in source order. The position's lock is held.

        Answers the row's number; None when there is nothing to commit.
        """
        if not messages:
            return None
        row = connection.execute(
            "INSERT INTO outbox"
            " (consumer, topic, partition, first_offset, last_offset, count, messages)"
            " VALUES (%s, %s, %s, %s, %s, %s, %b) RETURNING id",
            [
                self.consumer,
                *source,
                messages[0].cause,
                messages[-1].cause,
                len(messages),
                pack(messages),
            ],
        ).fetchone()
        return row[0] if row else None

    def waiting(
        self,
        connection: Connection,
        places: Sequence[Place],
        limit: int,
        at_hand: Mapping[int, Sequence[Packed]] = _NOTHING,
    ) -> list[Waiting]:
        """The first rows of these partitions that are unpublished, in order of number.

        `at_hand` holds the messages of rows that this process wrote itself, by number: these are
        not read again.
        """
        rows = connection.execute(
            "SELECT o.id, CASE WHEN o.id = ANY(%s) THEN NULL ELSE o.messages END FROM outbox o"
            " JOIN unnest(%s::text[], %s::int[]) AS asked (topic, partition)"
            " USING (topic, partition) WHERE o.consumer = %s ORDER BY o.id LIMIT %s",
            [
                list(at_hand),
                [topic for topic, _ in places],
                [no for _, no in places],
                self.consumer,
                limit,
            ],
            binary=True,
        )
        return [
            Waiting(number, at_hand[number] if packed is None else unpack(packed))
            for number, packed in rows
        ]

    def published(self, connection: Connection, ids: Sequence[int]) -> None:
        """Forget rows that were published; losing this only repeats them, byte for byte."""
        connection.execute("SET LOCAL synchronous_commit = off")
        connection.execute("DELETE FROM outbox WHERE id = ANY(%s)", [list(ids)])


def depths(connection: Connection) -> dict[str, int]:
    """Messages that wait, by consumer; consumers that owe nothing are absent."""
    rows = connection.execute("SELECT consumer, sum(count) FROM outbox GROUP BY consumer")
    return {consumer: int(total) for consumer, total in rows}
