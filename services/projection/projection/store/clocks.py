"""Each partition of the stream: its highest known_at, which never falls, though a clock may, and
how often its rows were rebuilt.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from msgspec import Struct
from psycopg import Connection


class Clock(Struct, frozen=True):
    """A partition's `known_at`, and a number that grows whenever a rebuild has put its rows in.

    `said` counts its shipments of which more was said than their rows say, after a restore.
    """

    known_at: datetime
    rebuilds: int
    said: int


def load(connection: Connection, partitions: Collection[int]) -> dict[int, Clock]:
    """The clocks of these partitions; a partition never read is absent."""
    found = connection.execute(
        "SELECT partition, known_at, rebuilds, said FROM partition_clock"
        " WHERE partition = ANY(%b::int2[])",
        [list(partitions)],
        binary=True,
    )
    return {partition: Clock(*values) for partition, *values in found}


def save(connection: Connection, known_at: Mapping[int, datetime]) -> None:
    """Move clocks on."""
    connection.execute(
        "INSERT INTO partition_clock SELECT * FROM unnest(%b::int2[], %b::timestamptz[])"
        " ON CONFLICT (partition) DO UPDATE SET known_at = excluded.known_at",
        [list(known_at), list(known_at.values())],
    )
