"""Endpoints as retailers set them up, and how they are doing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from notifier.domain.webhooks.health import Health

_COLUMNS: Final = (
    "id, retailer, url, types, description, state, reason, since, made_at, failing_since, failures"
)
_ADD: Final = """
INSERT INTO webhook_endpoint (id, retailer, parent, url, types, description, state, since, made_at)
VALUES (%s, %s, %s, %s, %s, %s, 'enabled', %s, %s)
"""
_LIST: Final = f"""
SELECT {_COLUMNS} FROM webhook_endpoint
WHERE retailer = %s AND deleted_at IS NULL AND parent IS NULL ORDER BY made_at, id
"""  # noqa: S608 (the columns are ours)
_ONE: Final = f"""
SELECT {_COLUMNS} FROM webhook_endpoint
WHERE id = %s AND retailer = %s AND deleted_at IS NULL AND parent IS NULL
"""  # noqa: S608 (the columns are ours)
_CHANGE: Final = """
UPDATE webhook_endpoint SET url = %s, types = %s, description = %s, state = %s, reason = %s,
    since = %s, failing_since = %s, failures = %s,
    not_before = CASE WHEN %s = 0 THEN NULL ELSE not_before END
WHERE id = %s
"""
_DELETE: Final = "UPDATE webhook_endpoint SET deleted_at = %s WHERE id = %s OR parent = %s"
_OF_RETAILERS: Final = """
SELECT id, retailer, types, state FROM webhook_endpoint
WHERE retailer = ANY(%s) AND deleted_at IS NULL AND parent IS NULL
"""
_HEALTH: Final = """
SELECT id, retailer, parent IS NOT NULL, state, failing_since, failures, not_before
FROM webhook_endpoint WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""
_SET_HEALTH: Final = """
UPDATE webhook_endpoint SET failing_since = %s, failures = %s, not_before = %s WHERE id = %s
"""
_DISABLE: Final = """
UPDATE webhook_endpoint SET state = 'disabled', reason = %s, since = %s, notice_due = parent IS NULL
WHERE id = %s
"""


_NOTICE: Final = """
UPDATE webhook_endpoint SET notice_due = false WHERE id = (
    SELECT id FROM webhook_endpoint WHERE notice_due ORDER BY since LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, retailer, description, reason, since, deleted_at IS NULL AND state = 'disabled'
"""


class Endpoint(Struct, frozen=True, kw_only=True):
    """An endpoint. `reason` is why it is disabled, `since` when its state began."""

    id: UUID
    retailer: str
    url: str
    types: Sequence[str]
    description: str
    state: str
    reason: str | None
    since: datetime
    made_at: datetime
    failing_since: datetime | None = None
    failures: int = 0


class Listening(Struct, frozen=True):
    """What decides whether an event is sent to an endpoint."""

    id: UUID
    retailer: str
    types: Sequence[str]
    state: str


class Notice(Struct, frozen=True):
    """What its owner is to hear of an endpoint; not any more when it is enabled again or gone."""

    id: UUID
    retailer: str
    description: str
    reason: str
    since: datetime
    is_true: bool


class Sick(Struct, frozen=True):
    """How an endpoint is doing, held until the transaction ends."""

    id: UUID
    retailer: str
    state: str
    health: Health


def add(connection: Connection, one: Endpoint, parent: UUID | None = None) -> None:
    """Add an endpoint, or the other address of a replay of `parent`."""
    values = [one.id, one.retailer, parent, one.url, list(one.types), one.description]
    connection.execute(_ADD, [*values, one.since, one.made_at])


def of(connection: Connection, retailer: str) -> list[Endpoint]:
    """A retailer's endpoints, the oldest first."""
    return [_endpoint(row) for row in connection.execute(_LIST, [retailer])]


def one(connection: Connection, retailer: str, name: UUID) -> Endpoint | None:
    """An endpoint; None for another retailer's and for one that there is not."""
    row = connection.execute(_ONE, [name, retailer]).fetchone()
    return _endpoint(row) if row is not None else None


def held(connection: Connection, retailer: str, name: UUID) -> Endpoint | None:
    """The same, held until the transaction ends: to be changed."""
    row = connection.execute(f"{_ONE} FOR NO KEY UPDATE".encode(), [name, retailer]).fetchone()
    return _endpoint(row) if row is not None else None


def change(connection: Connection, to: Endpoint) -> None:
    """Set what can be set."""
    said = [to.url, list(to.types), to.description, to.state, to.reason, to.since]
    connection.execute(_CHANGE, [*said, to.failing_since, to.failures, to.failures, to.id])


def delete(connection: Connection, name: UUID, now: datetime) -> None:
    """Forget an endpoint; its rows go a few at a time."""
    connection.execute(_DELETE, [now, name, name])


def listening(connection: Connection, retailers: Sequence[str]) -> list[Listening]:
    """The endpoints of retailers, disabled ones too: what they miss is held for them."""
    return [Listening(*row) for row in connection.execute(_OF_RETAILERS, [list(retailers)])]


def sick(connection: Connection, names: Sequence[UUID]) -> Mapping[UUID, Sick]:
    """How endpoints are doing; held, in one order for all, until the transaction ends."""
    return {
        name: Sick(
            name,
            retailer,
            state,
            Health(
                failing_since=since, failures=failures, not_before=not_before, elsewhere=elsewhere
            ),
        )
        for name, retailer, elsewhere, state, since, failures, not_before in connection.execute(
            _HEALTH, [list(names)]
        )
    }


def set_health(connection: Connection, name: UUID, health: Health) -> None:
    """Note how an endpoint is doing now."""
    values = [health.failing_since, health.failures, health.not_before]
    connection.execute(_SET_HEALTH, [*values, name])


def disable(connection: Connection, name: UUID, reason: str, now: datetime) -> None:
    """Send nothing more; its owner is to hear of it."""
    connection.execute(_DISABLE, [reason, now, name])


def next_notice(connection: Connection) -> Notice | None:
    """The next endpoint whose owner is to be told; it is not answered again."""
    row = connection.execute(_NOTICE).fetchone()
    return Notice(*row) if row is not None else None


def _endpoint(row: Sequence[Any]) -> Endpoint:
    names = Endpoint.__struct_fields__
    return Endpoint(**dict(zip(names, row, strict=True)))
