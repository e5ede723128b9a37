"""Rows that commit with the events: contacts, settings, keys, answers given, what falls due."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct
from psycopg import Cursor
from waymark_events.ids import IntakeId, OrderId, RecipientId, RetailerId, ShipmentId
from waymark_events.messages.people import ContactSet
from waymark_events.messages.retailers import KeySet, RetailerSet
from waymark_events.values import Instant

ANSWERS_KEPT: Final = timedelta(days=7)
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


class Answered(Struct, frozen=True, kw_only=True):
    """What an Idempotency-Key was answered with: status and place of the resource, no body.

    A batch has `results` instead, in a form of its own.
    """

    key: str
    request: bytes
    status: int
    order_id: OrderId | None = None
    version: int | None = None
    shipment: ShipmentId | None = None
    results: bytes | None = None


class Due(Struct, frozen=True, kw_only=True):
    """When an order may be completed; None when nothing falls due any more."""

    retailer: RetailerId
    order_id: OrderId
    at: Instant | None


class Request(Struct, frozen=True, kw_only=True):
    """What a command by topic asked, by its digest, and which of its answers it was given."""

    intake_id: IntakeId
    request: bytes
    retailer: RetailerId
    version: int


class Beside(Struct, frozen=True, kw_only=True):
    """Everything that commits with events. `retailer` is the tenant of a web transaction.

    `forgotten` are people whose contacts are deleted, `repeats` answers to be published again: the
    command and the version of its answer.
    """

    at: Instant
    retailer: RetailerId | None = None
    contacts: tuple[ContactSet, ...] = ()
    settings: tuple[RetailerSet, ...] = ()
    keys: tuple[KeySet, ...] = ()
    answered: Answered | None = None
    due: tuple[Due, ...] = ()
    forgotten: tuple[RecipientId, ...] = ()
    requests: tuple[Request, ...] = ()
    repeats: tuple[tuple[IntakeId, int], ...] = ()


def write_beside(cursor: Cursor[Any], beside: Beside) -> None:
    """Write the rows; a key answered before raises the unique violation that stops a repeat."""
    if beside.retailer is not None:
        cursor.execute("SELECT set_config('app.retailer', %s, true)", [beside.retailer])
    if beside.answered is not None:
        _write_answer(cursor, beside, beside.answered)
    _write_contacts(cursor, beside)
    for setting in beside.settings:
        _write_setting(cursor, setting, beside.at)
    for key in beside.keys:
        _write_key(cursor, key, beside.at)
    _write_due(cursor, sorted(beside.due, key=lambda one: one.order_id))
    if beside.forgotten:
        gone = list(beside.forgotten)
        cursor.execute("DELETE FROM contact WHERE recipient_id = ANY(%s::uuid[])", [gone])
    _write_requests(cursor, beside)


def _write_answer(cursor: Cursor[Any], beside: Beside, answer: Answered) -> None:
    """Insert it, so that a second writer fails; one that was kept long enough makes room."""
    cursor.execute(
        "DELETE FROM idempotency WHERE retailer = %s AND key = %s AND made_at <= %s",
        [beside.retailer, answer.key, beside.at - ANSWERS_KEPT],
    )
    cursor.execute(
        "INSERT INTO idempotency"
        " (retailer, key, request, status, order_id, version, shipment, results, made_at)"
        " VALUES (%s, %s, %b, %s, %s, %s, %s, %b, %s)",
        [
            beside.retailer,
            answer.key,
            answer.request,
            answer.status,
            answer.order_id,
            answer.version,
            answer.shipment,
            answer.results,
            beside.at,
        ],
    )


def _write_contacts(cursor: Cursor[Any], beside: Beside) -> None:
    cursor.executemany(
        "INSERT INTO contact (recipient_id, retailer, version, changed_at, document)"
        " VALUES (%s, %s, %s, %s, %b) ON CONFLICT (recipient_id) DO UPDATE SET"
        " version = excluded.version, changed_at = excluded.changed_at,"
        " document = excluded.document",
        [
            (one.recipient_id, one.retailer, one.version, beside.at, _ENCODER.encode(one))
            for one in beside.contacts
        ],
    )


def _write_setting(cursor: Cursor[Any], setting: RetailerSet, at: Instant) -> None:
    cursor.execute(
        "INSERT INTO retailer_setting (retailer, version, changed_at, document)"
        " VALUES (%s, %s, %s, %b) ON CONFLICT (retailer) DO UPDATE SET"
        " version = excluded.version, changed_at = excluded.changed_at,"
        " document = excluded.document",
        [setting.retailer, setting.version, at, _ENCODER.encode(setting)],
    )


def _write_key(cursor: Cursor[Any], key: KeySet, at: Instant) -> None:
    cursor.execute(
        "INSERT INTO issued_key (key_id, retailer, version, changed_at, document)"
        " VALUES (%s, %s, %s, %s, %b) ON CONFLICT (key_id) DO UPDATE SET"
        " version = excluded.version, changed_at = excluded.changed_at,"
        " document = excluded.document",
        [key.key_id, key.retailer, key.version, at, _ENCODER.encode(key)],
    )


def _write_due(cursor: Cursor[Any], due: Sequence[Due]) -> None:
    over = [one.order_id for one in due if one.at is None]
    if over:
        cursor.execute("DELETE FROM completion WHERE order_id = ANY(%s::uuid[])", [over])
    cursor.executemany(
        "INSERT INTO completion (order_id, retailer, due_at) VALUES (%s, %s, %s)"
        " ON CONFLICT (order_id) DO UPDATE SET due_at = excluded.due_at",
        [(one.order_id, one.retailer, one.at) for one in due if one.at is not None],
    )


def _write_requests(cursor: Cursor[Any], beside: Beside) -> None:
    rows = [(r.intake_id, r.request, r.retailer, r.version, beside.at) for r in beside.requests]
    if rows:
        cursor.executemany("INSERT INTO intake VALUES (%s, %b, %s, %s, %s)", rows)
    if beside.repeats:
        again = list(beside.repeats)
        cursor.executemany("INSERT INTO intake_repeat (intake_id, version) VALUES (%s, %s)", again)
