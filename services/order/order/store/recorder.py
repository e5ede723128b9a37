"""The log on PostgreSQL, by `eventsourcing`: appended in turns, rows beside in one transaction.

The library's database functions stay off: they leave out the lock, and a reader that follows the
log would miss what becomes visible late.
"""

from collections.abc import Sequence
from typing import Any, Final, cast
from uuid import UUID

from eventsourcing.persistence import InfrastructureFactory, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresFactory
from eventsourcing.utils import Environment, get_topic
from psycopg import Connection, Cursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from waymark_runtime.postgres import pipeline

from order.store.beside import Beside, write_beside

TABLE: Final = "order_events"
LOCK_TIMEOUT_S: Final = 2
_CONNECT_WITHIN_S: Final = 2
"""Both are waited for ten times, since the library tries again by itself."""
_INSERT: Final = (
    "INSERT INTO order_events (originator_id, originator_version, topic, state)"
    " SELECT * FROM unnest(%b::uuid[], %b::int8[], %b::text[], %b::bytea[])"
    " RETURNING notification_id"
)
_MANY: Final = (
    "SELECT e.originator_id, e.originator_version, e.topic, e.state FROM order_events e"
    " JOIN unnest(%b::uuid[]) AS asked (originator_id) USING (originator_id)"
    " ORDER BY e.originator_id, e.originator_version"
)


_HEADS: Final = (
    "SELECT originator_id, max(originator_version) AS head FROM order_events"
    " WHERE originator_id = ANY(%b::uuid[]) GROUP BY originator_id"
)


class OrderRecorder(PostgresApplicationRecorder):
    """Inserts by arrays, writes rows beside, and can join a transaction that is under way."""

    def _insert_events(
        self,
        curs: Cursor[DictRow],
        stored_events: Sequence[StoredEvent],
        *,
        beside: Beside | None = None,
        **_: Any,
    ) -> None:
        """Rows beside, under the log's lock where there are events: one order of locks for all."""
        if stored_events:
            self._lock_table(curs)
        if beside is not None:
            write_beside(curs, beside)

    def _insert_stored_events(
        self, curs: Cursor[DictRow], stored_events: Sequence[StoredEvent], **_: Any
    ) -> None:
        self._lock_table(curs)
        self._notify_channel(curs)
        curs.execute(_INSERT, _columns(stored_events), prepare=True)

    def take_turn(self, connection: Connection[Any]) -> None:
        """Hold the log for this transaction, so that what is read next cannot be overtaken."""
        with connection.cursor(row_factory=dict_row) as cursor:
            self._lock_table(cursor)

    def insert_within(
        self, connection: Connection[Any], stored_events: Sequence[StoredEvent], beside: Beside
    ) -> None:
        """Append in the caller's transaction; nothing is tried again here.

        All in one pipeline: the log is held for one round trip, however many rows stand beside.
        """
        with pipeline(connection), connection.cursor(row_factory=dict_row) as cursor:
            self._insert_events(cursor, stored_events, beside=beside)
            if stored_events:
                self._insert_stored_events(cursor, stored_events)

    def select_many(
        self, originators: Sequence[UUID], connection: Connection[Any] | None = None
    ) -> list[StoredEvent]:
        """The events of many originators in one round trip, each in order of version."""
        if connection is None:
            with self.datastore.get_connection() as own:
                return self.select_many(originators, own)
        with connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(_MANY, [list(originators)], prepare=True)
            return [_stored(row) for row in cursor]

    def select_heads(
        self, originators: Sequence[UUID], connection: Connection[Any] | None = None
    ) -> dict[UUID, int]:
        """The last version of each of many originators; absent where there is none."""
        if connection is None:
            with self.datastore.get_connection() as own:
                return self.select_heads(originators, own)
        with connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(_HEADS, [list(originators)], prepare=True)
            return {row["originator_id"]: int(row["head"]) for row in cursor}


def make_recorder(database_url: str, pool_size: int) -> OrderRecorder:
    """A recorder on this database; closing its datastore closes its connections.

    RuntimeError when the library would store elsewhere than we mean.
    """
    environment = Environment("order", _environment(database_url, pool_size))
    factory = cast("PostgresFactory", InfrastructureFactory.construct(environment))
    recorder = factory.application_recorder()
    if type(recorder) is not OrderRecorder or recorder.events_table_name != TABLE:
        raise RuntimeError(f"events would go to {type(recorder).__name__}, not to {TABLE}")
    if recorder.datastore.enable_db_functions:
        raise RuntimeError("database functions are on: a follower of the log would miss events")
    return recorder


def _environment(database_url: str, pool_size: int) -> dict[str, str]:
    parts = {name: str(value) for name, value in conninfo_to_dict(database_url).items()}
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "APPLICATION_RECORDER_TOPIC": get_topic(OrderRecorder),
        "POSTGRES_DBNAME": parts["dbname"],
        "POSTGRES_HOST": parts["host"],
        "POSTGRES_PORT": parts.get("port", "5432"),
        "POSTGRES_USER": parts["user"],
        "POSTGRES_PASSWORD": parts.get("password", ""),
        "POSTGRES_ENABLE_DB_FUNCTIONS": "n",
        "POSTGRES_PRE_PING": "y",
        "POSTGRES_POOL_SIZE": "1",
        "POSTGRES_MAX_OVERFLOW": str(pool_size - 1),
        "POSTGRES_LOCK_TIMEOUT": str(LOCK_TIMEOUT_S),
        "POSTGRES_CONNECT_TIMEOUT": str(_CONNECT_WITHIN_S),
        "CREATE_TABLE": "n",
    }


def _columns(stored_events: Sequence[StoredEvent]) -> list[list[Any]]:
    return [
        [event.originator_id for event in stored_events],
        [event.originator_version for event in stored_events],
        [event.topic for event in stored_events],
        [event.state for event in stored_events],
    ]


def _stored(row: DictRow) -> StoredEvent:
    return StoredEvent(
        originator_id=row["originator_id"],
        originator_version=row["originator_version"],
        topic=row["topic"],
        state=bytes(row["state"]),
    )
