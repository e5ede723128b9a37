"""What commands by topic asked and were answered, in the transaction that takes them in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from eventsourcing.persistence import StoredEvent
from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import IntakeId, RecipientId, RetailerId
from waymark_events.messages.people import ContactSet
from waymark_events.values import Instant

KEPT: Final = timedelta(days=30)
_CONTACT: Final = msgspec.json.Decoder(ContactSet)
_REPEATS: Final = """
SELECT r.id, e.originator_id, e.originator_version, e.topic, e.state
FROM intake_repeat r
JOIN order_events e ON e.originator_id = r.intake_id AND e.originator_version = r.version
WHERE e.notification_id <= (SELECT published FROM relay_position WHERE relay = %s)
ORDER BY r.id LIMIT %s
"""


class Repeat(Struct, frozen=True):
    """An answer in the log that is to be published once more, under its number in the queue."""

    number: int
    answer: StoredEvent


def requests(
    connection: Connection[Any], ids: Iterable[IntakeId]
) -> dict[IntakeId, dict[bytes, int]]:
    """For each command, what was asked under its id and the version of the answer to it."""
    found: dict[IntakeId, dict[bytes, int]] = defaultdict(dict)
    query = "SELECT intake_id, request, version FROM intake WHERE intake_id = ANY(%s::uuid[])"
    for intake, request, version in connection.execute(query, [list(ids)]):
        found[IntakeId(str(intake))][bytes(request)] = version
    return found


def contacts(
    connection: Connection[Any], retailer: RetailerId, ids: Iterable[RecipientId]
) -> dict[RecipientId, ContactSet]:
    """Contacts of one retailer; unknown and erased ones are absent."""
    query = "SELECT document FROM contact WHERE retailer = %s AND recipient_id = ANY(%s::uuid[])"
    rows = connection.execute(query, [retailer, list(ids)])
    return {one.recipient_id: one for one in (_CONTACT.decode(row[0]) for row in rows)}


def repeats(connection: Connection[Any], relay: str, limit: int) -> list[Repeat]:
    """The first answers to be repeated: none whose first time that relay has yet to publish."""
    rows = connection.execute(_REPEATS, [relay, limit])
    return [
        Repeat(number, StoredEvent(UUID(str(intake)), version, topic, bytes(state)))
        for number, intake, version, topic, state in rows
    ]


def repeated(connection: Connection[Any], numbers: Sequence[int]) -> None:
    """Forget exactly these: a lower number may commit later."""
    connection.execute("DELETE FROM intake_repeat WHERE id = ANY(%s)", [list(numbers)])


def forget(connection: Connection[Any], now: Instant) -> int:
    """Delete what was asked longer ago than topics keep it; answers how many."""
    return connection.execute("DELETE FROM intake WHERE made_at <= %s", [now - KEPT]).rowcount
