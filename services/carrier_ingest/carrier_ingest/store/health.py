"""How accounts fare, and which instance asks with which account."""

from datetime import timedelta
from typing import Final

import msgspec
from psycopg import Connection

from carrier_ingest.domain.health import Health
from carrier_ingest.store.accounts import Account

LEASE: Final = timedelta(seconds=60)
"""Longer than any one request may take, with its token."""
_LEASE = """
INSERT INTO account_health (retailer, account, holder, held_until)
VALUES (%(retailer)s, %(account)s, %(holder)s, now() + %(lease)s)
ON CONFLICT (retailer, account) DO UPDATE
SET holder = excluded.holder, held_until = excluded.held_until
WHERE account_health.holder = excluded.holder OR account_health.held_until < now()
    OR account_health.held_until IS NULL
RETURNING record::text
"""


def lease(connection: Connection, account: Account, holder: str) -> Health | None:
    """Become, or stay, the one who asks with this account, and hold its row.

    None while another instance is; its lease ends by itself when that instance does.
    """
    row = connection.execute(
        _LEASE,
        {
            "retailer": account.retailer,
            "account": account.account,
            "holder": holder,
            "lease": LEASE,
        },
    ).fetchone()
    return msgspec.json.decode(row[0], type=Health) if row else None


def save(connection: Connection, account: Account, health: Health) -> None:
    """Keep how the account fares; its row is held since `lease`."""
    connection.execute(
        "UPDATE account_health SET record = %s::jsonb WHERE retailer = %s AND account = %s",
        [msgspec.json.encode(health).decode(), account.retailer, account.account],
    )
