"""What is over goes, a few rows at a time; what nobody listens to is held."""

from datetime import datetime
from typing import Final

from msgspec import Struct
from psycopg import Connection

_HOLD: Final = """
UPDATE webhook_delivery AS d SET next_try = NULL, holder = NULL,
    state = CASE WHEN left_.elsewhere THEN 'failed' ELSE 'held' END
FROM (
    SELECT one.endpoint, one.number, e.parent IS NOT NULL AS elsewhere
    FROM webhook_endpoint AS e CROSS JOIN LATERAL (
        SELECT endpoint, number FROM webhook_delivery
        WHERE endpoint = e.id AND next_try IS NOT NULL AND (state = 'due' OR next_try <= %(now)s)
        LIMIT %(most)s FOR UPDATE SKIP LOCKED
    ) AS one
    WHERE e.state = 'disabled' LIMIT %(most)s
) AS left_
WHERE d.endpoint = left_.endpoint AND d.number = left_.number
"""
_FORGET: Final = (
    """
DELETE FROM webhook_attempt WHERE number IN (
    SELECT number FROM webhook_attempt WHERE at <= %(until)s ORDER BY at LIMIT %(most)s
)
""",
    """
DELETE FROM webhook_call WHERE (retailer, key) IN (
    SELECT retailer, key FROM webhook_call WHERE made_at <= %(answers)s LIMIT %(most)s
)
""",
    """
WITH old AS (
    DELETE FROM webhook_replay WHERE id IN (
        SELECT id FROM webhook_replay WHERE made_at <= %(until)s LIMIT %(most)s
    ) RETURNING target
)
UPDATE webhook_endpoint SET deleted_at = %(now)s
FROM old WHERE id = old.target AND parent IS NOT NULL
""",
    """
DELETE FROM webhook_delivery WHERE (endpoint, number) IN (
    SELECT d.endpoint, d.number FROM webhook_endpoint AS e CROSS JOIN LATERAL (
        SELECT endpoint, number FROM webhook_delivery WHERE endpoint = e.id LIMIT %(most)s
    ) AS d WHERE e.deleted_at IS NOT NULL LIMIT %(most)s
)
""",
    """
DELETE FROM webhook_attempt WHERE number IN (
    SELECT a.number FROM webhook_endpoint AS e CROSS JOIN LATERAL (
        SELECT number FROM webhook_attempt WHERE endpoint = e.id LIMIT %(most)s
    ) AS a WHERE e.deleted_at IS NOT NULL LIMIT %(most)s
)
""",
    """
DELETE FROM webhook_endpoint WHERE id IN (
    SELECT id FROM webhook_endpoint AS e WHERE e.deleted_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM webhook_delivery AS d WHERE d.endpoint = e.id)
        AND NOT EXISTS (SELECT FROM webhook_attempt AS a WHERE a.endpoint = e.id)
        AND NOT EXISTS (SELECT FROM webhook_endpoint AS c WHERE c.parent = e.id)
    LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
""",
)
KINDS: Final = len(_FORGET)
"""Attempts, answered calls, replays, then what deleted endpoints leave, and they themselves."""


class Over(Struct, frozen=True, kw_only=True):
    """Tries and replays up to `until` are over, answered calls up to `answers`."""

    until: datetime
    answers: datetime
    now: datetime


def hold(connection: Connection, now: datetime, most: int) -> int:
    """Hold open deliveries of disabled endpoints; those of a replay elsewhere have failed."""
    return connection.execute(_HOLD, {"now": now, "most": most}).rowcount


def forget(connection: Connection, kind: int, over: Over, most: int) -> int:
    """Delete what is over of one kind, so many at most; how many were deleted."""
    values = {"until": over.until, "answers": over.answers, "now": over.now, "most": most}
    return connection.execute(_FORGET[kind], values).rowcount
