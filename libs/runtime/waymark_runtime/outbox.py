"""What is committed and not yet published, per consumer and source partition.

Rows get their number under the lock of the partition's position, so a partition's rows in order
of number are in order of their source, whoever wrote them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from psycopg import Connection, Cursor

from waymark_runtime.outgoing import Outgoing, Packed, pack, unpack
from waymark_runtime.records import Place, columns

AT_ONCE: Final = 50
"""Rows that are asked for at once."""
_ADD: Final = """
INSERT INTO outbox (consumer, topic, partition, first_offset, last_offset, count, messages)
SELECT %b, * FROM unnest(%b::text[], %b::int[], %b::bigint[], %b::bigint[], %b::int[], %b::bytea[])
"""
_WAITING: Final = """
SELECT o.id, o.messages, NULL::text, NULL::int FROM outbox o
JOIN unnest(%b::text[], %b::int[]) AS asked (topic, partition) USING (topic, partition)
WHERE o.consumer = %b ORDER BY o.id LIMIT %b
"""
# what a statement adds itself it does not see: those rows come with their place alone
_SETTLE: Final = f"""
WITH added AS ({_ADD} RETURNING id, topic, partition)
(SELECT id, NULL::bytea, topic, partition FROM added) UNION ALL ({_WAITING})
"""  # noqa: S608 (the statements are ours)


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
        packed = [Packed(source_offset, one) for one in messages]
        if packed:
            connection.execute(_ADD, self._rows({(topic, partition): packed}))

    def settle(
        self,
        connection: Connection,
        places: Sequence[Place],
        messages: Mapping[Place, Sequence[Packed]],
    ) -> Cursor[tuple[Any, ...]]:
        """Commit the messages of a batch, each partition's in source order, and ask what is owed.

        The positions' locks are held. `owed` reads the cursor: it is asked in a pipeline, before
        its rows are there.
        """
        given = [*self._rows(messages), *columns(places), self.consumer, AT_ONCE]
        return connection.execute(_SETTLE, given, binary=True)

    def _rows(self, messages: Mapping[Place, Sequence[Packed]]) -> list[object]:
        """Parameters of `_ADD`: a row a source partition."""
        parts = list(messages.values())
        return [
            self.consumer,
            *columns(list(messages)),
            [part[0].cause for part in parts],
            [part[-1].cause for part in parts],
            [len(part) for part in parts],
            [pack(part) for part in parts],
        ]

    def waiting(
        self, connection: Connection, places: Sequence[Place]
    ) -> dict[int, Sequence[Packed]]:
        """The messages of the first unpublished rows of these partitions, in order of number."""
        given = [*columns(places), self.consumer, AT_ONCE]
        rows = connection.execute(_WAITING, given, binary=True)
        return {number: unpack(packed) for number, packed, _, _ in rows}

    def published(self, connection: Connection, ids: Sequence[int]) -> None:
        """Forget rows that were published; losing this only repeats them, byte for byte."""
        connection.execute("SET LOCAL synchronous_commit = off")
        connection.execute("DELETE FROM outbox WHERE id = ANY(%s)", [list(ids)])


def owed(
    cursor: Cursor[tuple[Any, ...]], messages: Mapping[Place, Sequence[Packed]]
) -> dict[int, Sequence[Packed]]:
    """What `settle` found: the first rows that are unpublished, in order of number.

    Behind `AT_ONCE` rows of before more may wait, and they go out before what was added now.
    """
    added: dict[int, Sequence[Packed]] = {}
    left: dict[int, Sequence[Packed]] = {}
    for number, packed, topic, partition in cursor:
        if packed is None:
            added[number] = messages[topic, partition]
        else:
            left[number] = unpack(packed)
    return dict(sorted((left if len(left) >= AT_ONCE else left | added).items()))


def depths(connection: Connection) -> dict[str, int]:
    """Messages that wait, by consumer; consumers that owe nothing are absent."""
    rows = connection.execute("SELECT consumer, sum(count) FROM outbox GROUP BY consumer")
    return {consumer: int(total) for consumer, total in rows}
