"""What is to be posted: taken up under a lease, in turn, and settled under its number of tries."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from notifier.domain.retailer_events import RetailerEvent
from notifier.domain.webhooks.sharing import Waiting

_ADD: Final = """
INSERT INTO webhook_delivery (endpoint, number, retailer, state, next_try, made_at)
SELECT endpoint, number, retailer, state, CASE state WHEN 'due' THEN %s END, %s
FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::text[])
    AS new (endpoint, number, retailer, state)
ON CONFLICT DO NOTHING
"""
_WAITING: Final = """
WITH RECURSIVE waiting (endpoint, first) AS (
    (SELECT endpoint, next_try FROM webhook_delivery WHERE next_try IS NOT NULL
     ORDER BY endpoint, next_try LIMIT 1)
    UNION ALL
    SELECT one.endpoint, one.next_try FROM waiting CROSS JOIN LATERAL (
        SELECT endpoint, next_try FROM webhook_delivery
        WHERE next_try IS NOT NULL AND endpoint > waiting.endpoint
        ORDER BY endpoint, next_try LIMIT 1
    ) AS one
)
SELECT e.id, e.failures > 0, (
    SELECT count(*) FROM webhook_delivery AS d
    WHERE d.endpoint = e.id AND d.state = 'sending' AND d.next_try > %(now)s
)
FROM webhook_endpoint AS e
WHERE e.id = ANY(ARRAY(SELECT endpoint FROM waiting WHERE first <= %(now)s))
    AND e.state = 'enabled' AND e.deleted_at IS NULL
    AND (e.not_before IS NULL OR e.not_before <= %(now)s)
ORDER BY e.taken_at NULLS FIRST, e.id LIMIT %(most)s FOR NO KEY UPDATE OF e SKIP LOCKED
"""
_TAKE: Final = """
WITH room (endpoint, most) AS (SELECT * FROM unnest(%(endpoints)s::uuid[], %(most)s::int[])),
chosen AS (
    SELECT one.endpoint, one.number FROM room CROSS JOIN LATERAL (
        SELECT first.endpoint, first.number FROM (
            SELECT d.endpoint, d.number, d.next_try, e.subject,
                row_number() OVER (PARTITION BY e.subject ORDER BY d.number) AS place
            FROM (
                SELECT endpoint, number, retailer, next_try FROM webhook_delivery
                WHERE endpoint = room.endpoint AND next_try <= %(now)s
                ORDER BY next_try, number LIMIT %(looked_at)s
            ) AS d JOIN retailer_event AS e USING (retailer, number)
        ) AS first
        WHERE first.place = 1 AND NOT EXISTS (
            SELECT FROM webhook_delivery AS d JOIN retailer_event AS e USING (retailer, number)
            WHERE d.endpoint = room.endpoint AND d.state = 'sending' AND d.next_try > %(now)s
                AND e.subject = first.subject
        )
        ORDER BY first.next_try, first.number LIMIT room.most
    ) AS one
),
taken AS (
    UPDATE webhook_delivery AS d
    SET state = 'sending', next_try = %(until)s, attempts = attempts + 1, holder = %(holder)s
    FROM chosen WHERE d.endpoint = chosen.endpoint AND d.number = chosen.number
        AND d.next_try <= %(now)s
    RETURNING d.endpoint, d.number, d.retailer, d.attempts
),
turn AS (UPDATE webhook_endpoint SET taken_at = %(now)s WHERE id = ANY(%(endpoints)s))
SELECT t.endpoint, t.number, t.attempts, w.url, w.parent,
    e.retailer, e.id, e.type, e.subject, e.sequence, e.at, e.body
FROM taken AS t JOIN retailer_event AS e USING (retailer, number)
    JOIN webhook_endpoint AS w ON w.id = t.endpoint
ORDER BY t.number
"""
_SETTLE: Final = """
UPDATE webhook_delivery AS d SET state = said.state, next_try = said.next_try, holder = NULL
FROM unnest(%s::uuid[], %s::bigint[], %s::int[], %s::text[], %s::timestamptz[])
    AS said (endpoint, number, attempts, state, next_try)
WHERE d.endpoint = said.endpoint AND d.number = said.number AND d.attempts = said.attempts
    AND d.state = 'sending'
"""
_RELEASE: Final = (
    "UPDATE webhook_delivery SET next_try = %s WHERE state = 'sending' AND holder = %s"
)
_OLDEST: Final = "SELECT min(made_at) FROM webhook_delivery WHERE next_try IS NOT NULL"
_LOOKED_AT: Final = 64
_MOST_WAITING: Final = 500


class New(Struct, frozen=True):
    """An event for an endpoint; `state` is `due`, or `held` where the endpoint is disabled."""

    endpoint: UUID
    number: int
    retailer: str
    state: str


class Taken(Struct, frozen=True):
    """A delivery that was taken up. `parent` is whose secrets sign it, if not the endpoint's."""

    endpoint: UUID
    number: int
    attempts: int
    url: str
    parent: UUID | None
    event: RetailerEvent

    @property
    def owner(self) -> UUID:
        """The endpoint as its retailer knows it."""
        return self.parent or self.endpoint


class Settled(Struct, frozen=True):
    """What becomes of a delivery after a try. `next_try` is None at an end."""

    taken: Taken
    state: str
    next_try: datetime | None


def add(connection: Connection, new: Sequence[New], now: datetime) -> None:
    """Plan deliveries, in one statement."""
    columns = [list(column) for column in zip(*((n.endpoint, n.number, n.retailer, n.state)
                                                for n in new), strict=True)]  # fmt: skip
    connection.execute(_ADD, [now, now, *columns])


def waiting(connection: Connection, now: datetime) -> list[Waiting]:
    """Endpoints with something due, who waited longest for a turn first; held for the transaction.

    Each look costs as much as there are endpoints with something open, however much that is.
    """
    rows = connection.execute(_WAITING, {"now": now, "most": _MOST_WAITING})
    return [
        Waiting(endpoint=endpoint, failing=failing, in_flight=in_flight)
        for endpoint, failing, in_flight in rows
    ]


def take(
    connection: Connection, room: dict[UUID, int], until: datetime, holder: str, now: datetime
) -> list[Taken]:
    """Take up what is due of held endpoints, in order; never two of one subject at a time."""
    values = {
        "endpoints": list(room),
        "most": list(room.values()),
        "until": until,
        "holder": holder,
        "now": now,
        "looked_at": _LOOKED_AT,
    }
    return [
        Taken(endpoint, number, attempts, url, parent, _event(event))
        for endpoint, number, attempts, url, parent, *event in connection.execute(_TAKE, values)
    ]


def settle(connection: Connection, said: Iterable[Settled]) -> None:
    """Note what became of tries; of one that somebody else has taken up since, nothing."""
    rows = [
        (one.taken.endpoint, one.taken.number, one.taken.attempts, one.state, one.next_try)
        for one in said
    ]
    connection.execute(_SETTLE, [list(column) for column in zip(*rows, strict=True)])


def release(connection: Connection, holder: str, now: datetime) -> None:
    """End the leases of a process that is gone."""
    connection.execute(_RELEASE, [now, holder])


def oldest(connection: Connection) -> datetime | None:
    """Since when the oldest open delivery waits."""
    row = connection.execute(_OLDEST).fetchone()
    return row[0] if row else None


def _event(row: Sequence[object]) -> RetailerEvent:
    names = RetailerEvent.__struct_fields__
    return RetailerEvent(**dict(zip(names, row, strict=True)))  # type: ignore[arg-type]
