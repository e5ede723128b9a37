"""The schema where a read model is built anew, beside the live one: same tables, no readers.

Its tables are made from the live ones each time, so they have the columns that those have, and are
not logged: what a crash leaves of them is thrown away. Surrogates are the live ones: `shipment_key`
has no shadow, so that one shipment has one number in both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import Connection, sql

SCHEMA: Final = "rebuild"
SEARCH_PATH: Final = f"{SCHEMA},public"
_LOCK: Final = 5_707_221_114
_KEYS: Final = {
    "shipment": "no",
    "fact": 'partition, "offset"',
    "fact_index": 'shipment_no, digest, "offset"',
    "flood": "shipment_no",
    "partition_clock": "partition",
    "position": "consumer, topic, partition",
    "outbox": "id",
    "order_view": "id",
    "order_change": 'partition, "offset"',
    "link": "digest",
}


class BusyError(Exception):
    """Another rebuild of this database is under way."""


@contextmanager
def hold(url: str) -> Iterator[Connection]:
    """A connection that lets one rebuild at a time; BusyError when there is one.

    The lock is given back before the connection is closed: a server notices that later.
    """
    with psycopg.connect(url, autocommit=True, application_name="projection-rebuild") as owner:
        row = owner.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK]).fetchone()
        if row is None or not row[0]:
            raise BusyError("another rebuild of this database is under way; wait for its end")
        try:
            yield owner
        finally:
            owner.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def make(owner: Connection, worker_role: str) -> None:
    """Make the schema, empty, for the worker's role; what an earlier one left is dropped."""
    with owner.transaction():
        drop(owner)
        owner.execute(f"CREATE SCHEMA {SCHEMA}")
        for table, key in _KEYS.items():
            owner.execute(
                f"CREATE UNLOGGED TABLE {SCHEMA}.{table} (LIKE public.{table} INCLUDING DEFAULTS"
                f" INCLUDING IDENTITY, PRIMARY KEY ({key}))"
            )
        role = sql.Identifier(worker_role)
        for statement in (
            f"GRANT USAGE ON SCHEMA {SCHEMA} TO {{}}",
            f"GRANT ALL ON ALL TABLES IN SCHEMA {SCHEMA} TO {{}}",
            f"GRANT ALL ON ALL SEQUENCES IN SCHEMA {SCHEMA} TO {{}}",
        ):
            owner.execute(sql.SQL(statement).format(role))


def drop(owner: Connection) -> None:
    """Drop the schema."""
    owner.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
