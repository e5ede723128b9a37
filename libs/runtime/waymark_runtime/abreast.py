"""Whether a database is abreast of the topic that its service writes, or was set back behind it."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from psycopg import Connection

from waymark_runtime.cluster import Ids

OWN: Final = "own"
"""The consumer whose positions say up to where what was published is surely in the database."""
_LOCK: Final = 7_302
UNKNOWN: Final = "the database was not compared with its own topics since it was made or started"


class Standing(Struct, frozen=True):
    """Of this life of the database: None where it was not compared, else what was wrong."""

    life: str
    compared: bool
    problem: str | None

    @property
    def is_abreast(self) -> bool:
        """Whether its service may go on."""
        return self.compared and self.problem is None

    @property
    def trouble(self) -> str | None:
        """The same as a sentence; None while it may."""
        return self.problem if self.compared else UNKNOWN


def take_turn(connection: Connection) -> bool:
    """Whether this session alone may compare and bring up to date now, until it ends."""
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK]).fetchone()
    return bool(row and row[0])


def standing(connection: Connection) -> Standing:
    """Where this database stands now."""
    row = connection.execute(
        "SELECT now.life, abreast.life IS NOT NULL, problem"
        " FROM (SELECT this_life() AS life) AS now LEFT JOIN abreast USING (life)"
    ).fetchone()
    if row is None:
        raise LookupError("PostgreSQL answered no row")
    return Standing(*row)


def require(connection: Connection) -> None:
    """Go no further on a database that may be behind; what is raised counts as its being away."""
    connection.execute("SELECT must_be_abreast()")


def note(connection: Connection, life: str, problem: str | None) -> None:
    """Remember what a comparison found, of the life in which it was begun."""
    connection.execute(
        "INSERT INTO abreast (life, problem) VALUES (%s, %s) ON CONFLICT (only_one) DO UPDATE"
        " SET life = excluded.life, problem = excluded.problem, noted_at = now()",
        [life, problem],
    )


def let_in(connection: Connection) -> None:
    """Let this transaction write, though the database is not abreast: to bring it there."""
    connection.execute("SET LOCAL waymark.catching_up = 'on'")


def remember(connection: Connection, topic: str, ends: Mapping[int, int], ids: Ids) -> None:
    """What lies on the service's topic below these offsets is in this database, surely."""
    rows = [(OWN, topic, n, end, ids.cluster, ids.topics[topic]) for n, end in ends.items()]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO position (consumer, topic, partition, next, cluster_id, topic_id)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (consumer, topic, partition)"
            " DO UPDATE SET next = excluded.next WHERE position.next < excluded.next",
            sorted(rows),
        )
