"""What tells an account's pushes from a stranger's, sealed: the one in force and before."""

from collections.abc import Collection

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import AccountId, RetailerId


class Sealed(Struct, frozen=True, kw_only=True):
    """An account that may be pushed to; `secrets` are sealed, the newest first."""

    account: AccountId
    dialect: str
    settings_version: int
    secrets: tuple[bytes, ...]


def place(retailer: str, account: str) -> str:
    """What they are sealed for: not the account's credentials, whose place is its name alone."""
    return f"{retailer}/{account}/push"


def of(
    connection: Connection, retailer: RetailerId, accounts: Collection[str]
) -> dict[str, Sealed]:
    """Those of these accounts that have any, by account.

    A replaced one counts for a week: a carrier takes its time to send with the new one.
    """
    rows = connection.execute(
        "SELECT s.account, a.dialect, a.settings_version, array_agg(s.sealed ORDER BY version DESC)"
        " FROM push_secret s JOIN account a USING (retailer, account)"
        " WHERE retailer = %s AND s.account = ANY(%s)"
        " AND (replaced_at IS NULL OR replaced_at > now() - interval '7 days')"
        " GROUP BY s.account, a.dialect, a.settings_version",
        [retailer, list(accounts)],
    )
    return {
        name: Sealed(account=name, dialect=dialect, settings_version=version, secrets=tuple(sealed))
        for name, dialect, version, sealed in rows
    }


def add(connection: Connection, retailer: str, account: str, sealed: bytes) -> None:
    """Put a new one in force; the one before it stays for a week."""
    connection.execute(
        "UPDATE push_secret SET replaced_at = now()"
        " WHERE retailer = %s AND account = %s AND replaced_at IS NULL",
        [retailer, account],
    )
    connection.execute(
        "INSERT INTO push_secret (retailer, account, version, sealed)"
        " SELECT %(retailer)s, %(account)s, coalesce(max(version), 0) + 1, %(sealed)s"
        " FROM push_secret WHERE retailer = %(retailer)s AND account = %(account)s",
        {"retailer": retailer, "account": account, "sealed": sealed},
    )


def note_used(connection: Connection, retailer: str, account: str) -> None:
    """Note that the account's carrier pushes; at most once an hour is enough."""
    connection.execute(
        "UPDATE push_secret SET used_at = now() WHERE retailer = %s AND account = %s"
        " AND replaced_at IS NULL AND (used_at IS NULL OR used_at < now() - interval '1 hour')",
        [retailer, account],
    )


def forget_replaced(connection: Connection) -> int:
    """Delete those whose week is over; how many they were."""
    query = "DELETE FROM push_secret WHERE replaced_at <= now() - interval '7 days'"
    return connection.execute(query).rowcount
