"""Who may push: the clients we gave to carriers, the tokens they fetched, and missed intake.

The web role reads and writes these under row-level security: the retailer is set before.
"""

import hashlib
from collections.abc import Collection
from datetime import timedelta

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import AccountId, RetailerId


class Client(Struct, frozen=True, kw_only=True):
    """A carrier's client at our token endpoint. `secret_digest` is the SHA-256 of its secret."""

    client_id: str
    retailer: RetailerId
    account: AccountId
    secret_digest: bytes
    dialect: str


class Admission(Struct, frozen=True, kw_only=True):
    """What a living token or a shared secret opens: one account's path, with the settings now."""

    account: AccountId
    dialect: str
    settings_version: int
    client_id: str = ""


def digest_of(secret: str) -> bytes:
    """What is kept of a secret or token of ours: they are random, so a plain digest is enough."""
    return hashlib.sha256(secret.encode()).digest()


def add_client(connection: Connection, client: Client) -> None:
    """Keep a new client; the ones before it stay alive, for rotation."""
    connection.execute(
        "INSERT INTO push_client (client_id, retailer, account, secret_digest) "
        "VALUES (%s, %s, %s, %s)",
        [client.client_id, client.retailer, client.account, client.secret_digest],
    )


def client(connection: Connection, client_id: str) -> Client | None:
    """A client by its id, within the retailer that is set."""
    row = connection.execute(
        "SELECT client_id, retailer, account, secret_digest, dialect "
        "FROM push_client JOIN account USING (retailer, account) WHERE client_id = %s",
        [client_id],
    ).fetchone()
    if row is None:
        return None
    return Client(
        client_id=row[0], retailer=row[1], account=row[2], secret_digest=row[3], dialect=row[4]
    )


def has_client(connection: Connection, retailer: str, account: str) -> bool:
    """Whether this account already has a client for our token endpoint."""
    query = "SELECT 1 FROM push_client WHERE retailer = %s AND account = %s LIMIT 1"
    return connection.execute(query, [retailer, account]).fetchone() is not None


def add_token(connection: Connection, token: str, owner: Client, lifetime_s: int) -> None:
    """Keep a token by its digest; it opens the client's account and nothing else."""
    connection.execute(
        "UPDATE push_client SET used_at = now() WHERE client_id = %s", [owner.client_id]
    )
    connection.execute(
        "INSERT INTO push_token (digest, retailer, account, client_id, expires_at) "
        "VALUES (%s, %s, %s, %s, now() + %s)",
        [
            digest_of(token),
            owner.retailer,
            owner.account,
            owner.client_id,
            timedelta(seconds=lifetime_s),
        ],
    )


def opening(account: str, token: str) -> str:
    """What is asked of a token, without holding it: whether it opens this account's path."""
    return f"{account}/{digest_of(token).hex()}"


def admissions(
    connection: Connection, retailer: str, openings: Collection[str]
) -> dict[str, Admission]:
    """What tokens open, by their openings; absent where one is unknown, expired or another's."""
    asked = [one.split("/") for one in openings]
    rows = connection.execute(
        "SELECT t.account || '/' || encode(t.digest, 'hex'),"
        " t.client_id, t.account, a.dialect, a.settings_version "
        "FROM push_token t JOIN account a USING (retailer, account) "
        "JOIN unnest(%s::text[], %s::bytea[]) AS asked(account, digest) "
        "ON t.account = asked.account AND t.digest = asked.digest "
        "WHERE t.retailer = %s AND t.expires_at > now()",
        [[account for account, _ in asked], [bytes.fromhex(one) for _, one in asked], retailer],
    )
    return {
        name: Admission(
            client_id=client_id,
            account=account,
            dialect=dialect,
            settings_version=version,
        )
        for name, client_id, account, dialect, version in rows
    }


def forget_expired(connection: Connection) -> int:
    """Delete the tokens whose time is over; how many they were."""
    return connection.execute("DELETE FROM push_token WHERE expires_at < now()").rowcount


def ask_again(connection: Connection, retailer: str, account: str) -> None:
    """Note that a payload of this account could not be taken; nothing where there is none."""
    connection.execute(
        "INSERT INTO reconciliation (retailer, account) SELECT retailer, account FROM account "
        "WHERE retailer = %s AND account = %s ON CONFLICT DO NOTHING",
        [retailer, account],
    )


def take_missed(connection: Connection, retailer: str, account: str) -> bool:
    """Take the note that payloads were missed, if there is one."""
    query = "DELETE FROM reconciliation WHERE retailer = %s AND account = %s"
    return connection.execute(query, [retailer, account]).rowcount > 0
