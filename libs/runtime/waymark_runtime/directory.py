"""Retailers and API keys as this service knows them: read from Kafka by its worker, asked by all.

A consumer of the service keeps the two tables; every process reads them, with a short memory, so
that a revocation works everywhere within seconds.
"""

import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar

import msgspec
from msgspec import Struct
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope
from waymark_events.ids import KeyId, RetailerId
from waymark_events.messages.retailers import KeySet, RetailerSet
from waymark_events.topics import TOPICS
from waymark_events.topics.names import KEY, RETAILER

from waymark_runtime import positions
from waymark_runtime.consumer.work import Deleted, Work
from waymark_runtime.postgres import tenant, transaction

GROUP: Final = "directory"
SOURCES: Final = (RETAILER, KEY)
REMEMBERED_S: Final = 2.0
_MOST_REMEMBERED: Final = 10_000
_PARTITIONS: Final = sum(TOPICS[topic].partitions for topic in SOURCES)
_RETAILER: Final = msgspec.json.Decoder(RetailerSet)
_WITH_TOPICS: Final = '{"topics": true}'
T = TypeVar("T")


class Key(Struct, frozen=True):
    """A key as it was told: whose it is and what it may do."""

    id: KeyId
    retailer: RetailerId
    scopes: frozenset[str]
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Neither revoked nor expired at `now`."""
        ends = [instant for instant in (self.expires_at, self.revoked_at) if instant is not None]
        return all(now < instant for instant in ends)


class Directory:
    """Asks the tables. Safe from any thread; answers are at most `REMEMBERED_S` old."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool
        self._retailers: _Memory[RetailerSet | None] = _Memory()
        self._keys: _Memory[Key | None] = _Memory()

    def retailer(self, retailer: str) -> RetailerSet | None:
        """The settings of a retailer; None when there is none of that name."""
        return self._retailers.get(retailer, self._read_retailer)

    def knows(self, retailer: str) -> bool:
        """Whether there is such a retailer."""
        return self.retailer(retailer) is not None

    def with_topics(self) -> list[str]:
        """The retailers that have topics of their own now, as the worker's role sees them all."""
        query = "SELECT retailer FROM retailer WHERE convert_from(document, 'UTF8')::jsonb @> %s"
        with transaction(self._pool) as connection:
            return [row[0] for row in connection.execute(query, [_WITH_TOPICS])]

    def key(self, digest: str) -> Key | None:
        """The key of this digest while it is valid, else None."""
        return _valid(self._keys.get(digest, self._read_key))

    def key_at_hand(self, digest: str) -> Key | None:
        """The same without a question to the tables; None also where there is no memory of it."""
        return _valid(self._keys.at_hand(digest))

    def is_complete(self) -> bool:
        """Whether both topics were read to the end once, by whichever process."""
        with transaction(self._pool) as connection:
            return positions.read_once(connection, GROUP) >= _PARTITIONS

    def _read_retailer(self, retailer: str) -> RetailerSet | None:
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            row = connection.execute(
                "SELECT document FROM retailer WHERE retailer = %s", [retailer]
            ).fetchone()
        return _RETAILER.decode(row[0]) if row else None

    def _read_key(self, digest: str) -> Key | None:
        with transaction(self._pool) as connection:
            row = connection.execute(
                "SELECT key_id, retailer, scopes, expires_at, revoked_at FROM key"
                " WHERE digest = %s",
                [digest],
            ).fetchone()
        if row is None:
            return None
        return Key(KeyId(row[0]), RetailerId(row[1]), frozenset(row[2]), row[3], row[4])


def those_with_topics(connection: Connection, retailers: Collection[str]) -> set[str]:
    """Which of these have topics of their own, as this transaction sees it and no memory."""
    query = (
        "SELECT retailer FROM retailer WHERE retailer = ANY(%s)"
        " AND convert_from(document, 'UTF8')::jsonb @> %s"
    )
    rows = connection.execute(query, [sorted(retailers), _WITH_TOPICS])
    return {row[0] for row in rows}


def on_directory(work: Work) -> None:
    """Keep the highest version of each retailer and key; the handler of the directory's group."""
    for record, step in work.steps():
        match step:
            case Deleted(key=name):
                work.connection.execute(_DELETE[record.topic], [name])
            case Envelope(body=RetailerSet() as retailer):
                _set_retailer(work, retailer)
            case Envelope(body=KeySet() as key):
                _set_key(work, key)


_DELETE: Final = {
    RETAILER: "DELETE FROM retailer WHERE retailer = %s",
    KEY: "DELETE FROM key WHERE key_id = %s",
}


def _set_retailer(work: Work, body: RetailerSet) -> None:
    work.connection.execute(
        "INSERT INTO retailer (retailer, version, document) VALUES (%s, %s, %s)"
        " ON CONFLICT (retailer) DO UPDATE SET version = excluded.version,"
        " document = excluded.document WHERE retailer.version < excluded.version",
        [body.retailer, body.version, msgspec.json.encode(body)],
    )


def _set_key(work: Work, body: KeySet) -> None:
    work.connection.execute(
        "INSERT INTO key (key_id, retailer, version, digest, scopes, expires_at, revoked_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (key_id) DO UPDATE SET retailer = excluded.retailer,"
        " version = excluded.version, digest = excluded.digest, scopes = excluded.scopes,"
        " expires_at = excluded.expires_at, revoked_at = excluded.revoked_at"
        " WHERE key.version < excluded.version",
        [
            body.key_id,
            body.retailer,
            body.version,
            body.digest,
            list(body.scopes),
            body.expires_at,
            body.revoked_at,
        ],
    )


def _valid(key: Key | None) -> Key | None:
    return key if key is not None and key.is_valid(datetime.now(UTC)) else None


class _Memory(Generic[T]):
    """Answers kept for a moment. Two threads may ask at once; either answer is right."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, T]] = {}

    def get(self, name: str, read: Callable[[str], T]) -> T:
        now = time.monotonic()
        kept = self._kept.get(name)
        if kept is not None and now - kept[0] < REMEMBERED_S:
            return kept[1]
        answer = read(name)
        if len(self._kept) >= _MOST_REMEMBERED:
            self._kept.clear()
        self._kept[name] = (now, answer)
        return answer

    def at_hand(self, name: str) -> T | None:
        kept = self._kept.get(name)
        return kept[1] if kept is not None and time.monotonic() - kept[0] < REMEMBERED_S else None
