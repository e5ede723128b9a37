"""What the messages of test modes say, kept while the contact is that they were written from."""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import RecipientId, RetailerId

KEPT_FOR: Final = timedelta(days=30)
_HOLD: Final = """
SELECT FROM contact WHERE recipient_id = %s AND document IS NOT NULL FOR SHARE SKIP LOCKED
"""
_KEEP: Final = """
INSERT INTO kept_message (id, retailer, recipient_id, address, subject, text, html, kept_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING
"""


class Contents(Struct, frozen=True, kw_only=True):
    """A message as it would have gone out, to an e-mail address or a telephone number."""

    address: str
    text: str
    subject: str | None = None
    html: str | None = None


class Owner(Struct, frozen=True):
    """Whose message it is: the ledger's id, the retailer, the person."""

    id: str
    retailer: RetailerId
    recipient_id: RecipientId


def keep(connection: Connection, owner: Owner, contents: Contents, at: datetime) -> bool:
    """Keep a message; False while the contact is being changed, or once it is gone.

    The contact is held until the transaction ends: one that is deleted takes what was kept of it
    with it, and nothing comes after.
    """
    if connection.execute(_HOLD, [owner.recipient_id]).fetchone() is None:
        return False
    said = (contents.address, contents.subject, contents.text, contents.html)
    connection.execute(_KEEP, [owner.id, owner.retailer, owner.recipient_id, *said, at])
    return True


def contents(connection: Connection, ledger_id: str) -> Contents | None:
    """What a message said; None when it was not kept, or not any more."""
    row = connection.execute(
        "SELECT address, text, subject, html FROM kept_message WHERE id = %s", [ledger_id]
    ).fetchone()
    if row is None:
        return None
    return Contents(address=row[0], text=row[1], subject=row[2], html=row[3])


def drop(connection: Connection, people: list[RecipientId]) -> None:
    """Delete what was kept of these people."""
    if people:
        connection.execute(
            "DELETE FROM kept_message WHERE recipient_id = ANY(%s::uuid[])", [people]
        )


def forget(connection: Connection, now: datetime) -> int:
    """Delete what was kept long enough; answers how many."""
    query = "DELETE FROM kept_message WHERE kept_at <= %s"
    return connection.execute(query, [now - KEPT_FOR]).rowcount
