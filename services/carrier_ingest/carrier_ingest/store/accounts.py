"""Accounts with carriers, and the numbered versions of how their payloads are read."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct
from psycopg import Connection
from psycopg.rows import class_row
from waymark_events.ids import AccountId, RetailerId

from carrier_ingest.carriers.dialect import Conventions

_COLUMNS = """retailer, account, dialect, carrier, base_url, http_allowed, settings_version,
credentials, credentials_version, requests_per_day, numbers_per_day, EXISTS (
    SELECT FROM push_client AS c WHERE (c.retailer, c.account) = (account.retailer, account.account)
    AND c.used_at > now() - interval '7 days') OR EXISTS (
    SELECT FROM push_secret AS s WHERE (s.retailer, s.account) = (account.retailer, account.account)
    AND s.used_at > now() - interval '7 days') AS pushes"""
_SAVE = """
INSERT INTO account (retailer, account, dialect, carrier, base_url, http_allowed,
    settings_version, credentials, credentials_version, requests_per_day, numbers_per_day)
VALUES (%(retailer)s, %(account)s, %(dialect)s, %(carrier)s, %(base_url)s, %(http_allowed)s,
    %(settings_version)s, %(credentials)s, %(credentials_version)s,
    %(requests_per_day)s, %(numbers_per_day)s)
ON CONFLICT (retailer, account) DO UPDATE SET base_url = excluded.base_url,
    http_allowed = excluded.http_allowed, settings_version = excluded.settings_version,
    credentials = excluded.credentials, credentials_version = excluded.credentials_version,
    requests_per_day = excluded.requests_per_day, numbers_per_day = excluded.numbers_per_day
"""


class Account(Struct, frozen=True, kw_only=True):
    """An account as the worker sees it; `credentials` are sealed.

    Without `base_url` or credentials an account is never polled: it only pushes. `pushes`: its
    carrier fetched a token of ours, or pushed with a secret, within a week, so polling only
    reconciles. The fields of the quota are None where the operator named none: what is known of
    the carrier holds.
    """

    retailer: RetailerId
    account: AccountId
    dialect: str
    carrier: str
    base_url: str | None = None
    http_allowed: bool = False
    settings_version: int = 1
    credentials: bytes | None = None
    credentials_version: int = 0
    requests_per_day: int | None = None
    numbers_per_day: int | None = None
    pushes: bool = False

    @property
    def place(self) -> str:
        """How the account is named in messages, keys and seals."""
        return f"{self.retailer}/{self.account}"

    @property
    def is_polled(self) -> bool:
        """Whether this account can be asked at all."""
        return self.base_url is not None and self.credentials is not None


def polled(connection: Connection) -> Sequence[Account]:
    """Every account that can be asked, in a fixed order."""
    query = f"""SELECT {_COLUMNS} FROM account
        WHERE base_url IS NOT NULL AND credentials IS NOT NULL ORDER BY 1, 2"""  # noqa: S608
    return _accounts(connection, query, [])


def pushing(connection: Connection) -> frozenset[tuple[str, str]]:
    """The (retailer, carrier) pairs whose parcels are mostly heard of by push."""
    query = f"SELECT retailer, carrier FROM (SELECT {_COLUMNS} FROM account) AS a WHERE pushes"  # noqa: S608
    return frozenset((retailer, carrier) for retailer, carrier in connection.execute(query))


def find(connection: Connection, retailer: str, account: str) -> Account | None:
    """One account, held until the transaction ends; None when there is none of that name."""
    query = f"SELECT {_COLUMNS} FROM account WHERE retailer = %s AND account = %s FOR UPDATE"  # noqa: S608
    found = _accounts(connection, query, [retailer, account])
    return found[0] if found else None


def save(connection: Connection, account: Account) -> None:
    """Add an account or replace what may change of it; dialect and carrier never do."""
    connection.execute(_SAVE, msgspec.structs.asdict(account))


def add_settings(connection: Connection, account: Account, conventions: Conventions) -> None:
    """Add the version of parsing settings that `account` names as in force."""
    connection.execute(
        "INSERT INTO account_settings (retailer, account, version, conventions) "
        "VALUES (%s, %s, %s, %s)",
        [
            account.retailer,
            account.account,
            account.settings_version,
            msgspec.json.encode(conventions).decode(),
        ],
    )


def settings(
    connection: Connection, retailer: str, account: str, version: int
) -> Conventions | None:
    """One version of an account's parsing settings; it never changes. None when there is none."""
    row = connection.execute(
        "SELECT conventions::text FROM account_settings "
        "WHERE retailer = %s AND account = %s AND version = %s",
        [retailer, account, version],
    ).fetchone()
    return msgspec.json.decode(row[0], type=Conventions) if row else None


def _accounts(connection: Connection, query: str, parameters: list[str]) -> list[Account]:
    with connection.cursor(row_factory=class_row(Account)) as cursor:
        return cursor.execute(query, parameters).fetchall()
