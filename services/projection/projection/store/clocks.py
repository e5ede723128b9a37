"""The highest known_at of each partition of the stream: it never falls, though a clock may."""

from collections.abc import Collection, Mapping
from datetime import datetime

from psycopg import Connection


def load(connection: Connection, partitions: Collection[int]) -> dict[int, datetime]:
    """The clocks of these partitions; a partition never read is absent."""
    found = connection.execute(
        "SELECT partition, known_at FROM partition_clock WHERE partition = ANY(%b::int2[])",
        [list(partitions)],
        binary=True,
    )
    return dict(found.fetchall())


def save(connection: Connection, clocks: Mapping[int, datetime]) -> None:
    """Move clocks on."""
    connection.execute(
        "INSERT INTO partition_clock SELECT * FROM unnest(%b::int2[], %b::timestamptz[])"
        " ON CONFLICT (partition) DO UPDATE SET known_at = excluded.known_at",
        [list(clocks), list(clocks.values())],
    )
