"""Rows beside the log, read: contacts, answers given, settings, keys, what falls due."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

import msgspec
from msgspec import Struct
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.ids import KeyId, OrderId, RecipientId, RetailerId, ShipmentId
from waymark_events.messages.people import ContactSet
from waymark_events.messages.retailers import KeySet, RetailerSet
from waymark_events.values import Instant, Value
from waymark_runtime.postgres import tenant, transaction

from order.store import intake
from order.store.beside import ANSWERS_KEPT, Answered

_CONTACT: Final = msgspec.json.Decoder(ContactSet)
_SETTING: Final = msgspec.json.Decoder(RetailerSet)
_KEY: Final = msgspec.json.Decoder(KeySet)

V = TypeVar("V", bound=Value)


class Row(Struct, Generic[V], frozen=True):
    """A row that is published as it stands now, and when it was last changed."""

    body: V
    changed_at: Instant


class Rows:
    """Reads by the role of its pool: web sees one retailer's rows, the worker all."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    def contacts(
        self, retailer: RetailerId, ids: Iterable[RecipientId]
    ) -> dict[RecipientId, ContactSet]:
        """Contacts of one retailer; unknown and erased ones are absent."""
        with self._of(retailer) as connection:
            rows = connection.execute(
                "SELECT document FROM contact"
                " WHERE retailer = %s AND recipient_id = ANY(%s::uuid[])",
                [retailer, list(ids)],
            ).fetchall()
        found = (_CONTACT.decode(document) for (document,) in rows)
        return {contact.recipient_id: contact for contact in found}

    def answered(self, retailer: RetailerId, key: str, now: Instant) -> Answered | None:
        """What this Idempotency-Key was answered with in the last seven days."""
        with self._of(retailer) as connection:
            row = connection.execute(
                "SELECT request, status, order_id, version, shipment, results FROM idempotency"
                " WHERE retailer = %s AND key = %s AND made_at > %s",
                [retailer, key, now - ANSWERS_KEPT],
            ).fetchone()
        if row is None:
            return None
        request, status, order, version, shipment, results = row
        return Answered(
            key=key,
            request=bytes(request),
            status=status,
            order_id=None if order is None else OrderId(str(order)),
            version=version,
            shipment=None if shipment is None else ShipmentId(str(shipment)),
            results=None if results is None else bytes(results),
        )

    def forget_answers(self, now: Instant) -> int:
        """Delete answers older than they are kept, whichever way was asked; answers how many."""
        with transaction(self._pool) as connection:
            forgotten = intake.forget(connection, now)
            deleted = connection.execute(
                "DELETE FROM idempotency WHERE made_at <= %s", [now - ANSWERS_KEPT]
            )
            return deleted.rowcount + forgotten

    def due(self, now: Instant, limit: int) -> list[OrderId]:
        """Orders whose return period is over, the longest overdue first."""
        with transaction(self._pool) as connection:
            rows = connection.execute(
                "SELECT order_id FROM completion WHERE due_at <= %s ORDER BY due_at LIMIT %s",
                [now, limit],
            ).fetchall()
        return [OrderId(str(order)) for (order,) in rows]

    def current(
        self, recipients: Iterable[str], retailers: Iterable[str], keys: Iterable[str]
    ) -> "Current":
        """The rows behind changed contacts, retailers and keys, as they stand now."""
        with transaction(self._pool) as connection:
            return Current(
                contacts={
                    RecipientId(body.recipient_id): Row(body, at)
                    for body, at in _read(connection, "contact", recipients, _CONTACT)
                },
                settings={
                    body.retailer: Row(body, at)
                    for body, at in _read(connection, "retailer_setting", retailers, _SETTING)
                },
                keys={
                    body.key_id: Row(body, at)
                    for body, at in _read(connection, "issued_key", keys, _KEY)
                },
            )

    @contextmanager
    def _of(self, retailer: RetailerId) -> Iterator[Connection]:
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            yield connection


class Current(Struct, frozen=True):
    """Rows by id; what was deleted is absent."""

    contacts: Mapping[RecipientId, Row[ContactSet]]
    settings: Mapping[RetailerId, Row[RetailerSet]]
    keys: Mapping[KeyId, Row[KeySet]]


_QUERIES: Final = {
    "contact": "SELECT document, changed_at FROM contact WHERE recipient_id = ANY(%s::uuid[])",
    "retailer_setting": "SELECT document, changed_at FROM retailer_setting"
    " WHERE retailer = ANY(%s)",
    "issued_key": "SELECT document, changed_at FROM issued_key WHERE key_id = ANY(%s)",
}


def _read(
    connection: Connection, table: str, ids: Iterable[str], decoder: msgspec.json.Decoder[V]
) -> Iterator[tuple[V, Instant]]:
    wanted = sorted(set(ids))
    if not wanted:
        return
    for document, changed_at in connection.execute(_QUERIES[table], [wanted]):
        yield decoder.decode(document), changed_at
