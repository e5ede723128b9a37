"""Who may push: our token endpoint, and whether a post comes from the carrier it names."""

import asyncio
import hmac
import re
import secrets
import time
from collections.abc import Collection, Mapping
from typing import Final

from msgspec import Struct
from psycopg_pool import ConnectionPool
from waymark_events.ids import RetailerId
from waymark_runtime.gathering import Gathering
from waymark_runtime.postgres import tenant, transaction
from waymark_runtime.seal import Seal

from carrier_ingest.carriers.dialect import Dialect, Post
from carrier_ingest.store import push_secrets, pushing
from carrier_ingest.store.pushing import Admission, Client

CLIENT_PREFIX: Final = "wmc"
TOKEN_PREFIX: Final = "wmt"  # noqa: S105 - the first letters of every token
_NOTED_FOR_S: Final = 3_600.0
_PARTS: Final = 4
_SLUG: Final = re.compile(r"[a-z0-9-]{2,64}")
_NO_DIGEST: Final = pushing.digest_of("")


class Issued(Struct, frozen=True):
    """A token as it is answered, once."""

    token: str
    lifetime_s: int


class Doorkeeper:
    """Decides over row-level security: the retailer is set from the path or the client id.

    Every refusal is None, whatever was wrong, and compares secrets in constant time.
    """

    def __init__(self, pool: ConnectionPool, dialects: Mapping[str, Dialect], seal: Seal) -> None:
        self._pool = pool
        self._dialects = dialects
        self._seal = seal
        self._admissions = Gathering(self._admitted)
        self._secrets = Gathering(self._sealed)
        self._noted: dict[tuple[str, str], float] = {}

    def issue(self, client_id: str, secret: str) -> Issued | None:
        """Give a short-lived token that opens the client's account and nothing else."""
        retailer = retailer_of(client_id)
        if retailer is None:
            return None
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            client = pushing.client(connection, client_id)
            expected = client.secret_digest if client else _NO_DIGEST
            fits = hmac.compare_digest(pushing.digest_of(secret), expected)
            lifetime_s = self._lifetime_s(client)
            if client is None or not fits or lifetime_s is None:
                return None
            token = f"{TOKEN_PREFIX}_{secrets.token_urlsafe(32)}"
            pushing.add_token(connection, token, client, lifetime_s)
        return Issued(token, lifetime_s)

    async def admit(
        self, dialect_name: str, retailer: str, account: str, post: Post
    ) -> Admission | None:
        """How the post may be stored; None when it is not from that account's carrier.

        The tables are asked for each post, so that a token which was taken back opens nothing;
        posts that come while they are asked are looked up together.
        """
        dialect = self._dialects.get(dialect_name)
        if dialect is None or dialect.pushing is None:
            return None
        if not _SLUG.fullmatch(retailer) or not _SLUG.fullmatch(account):
            return None
        if dialect.pushing.secrets:
            return await self._by_secret(dialect, RetailerId(retailer), account, post)
        _, _, token = post.headers.get("authorization", "").partition(" ")
        opening = pushing.opening(account, token.strip())
        found = await self._admissions.get(RetailerId(retailer), opening)
        if found is None or found.dialect != dialect_name:
            return None
        known = {"push_client_id": found.client_id}
        admitted = dialect.pushing.admits(post, known, lambda given: given == token.strip())
        return found if admitted else None

    async def _by_secret(
        self, dialect: Dialect, retailer: RetailerId, account: str, post: Post
    ) -> Admission | None:
        """Told by what the account shares with its carrier: the newest secret, or one before."""
        found = await self._secrets.get(retailer, account)
        if found is None or found.dialect != dialect.name or dialect.pushing is None:
            return None
        place = push_secrets.place(retailer, account)
        known = [self._seal.open(sealed, place) for sealed in found.secrets]
        fitting = [one for one in known if dialect.pushing.admits(post, one, _no_token)]
        if not fitting:  # all were compared: how long it took tells nothing
            return None
        await self._note_push(retailer, account)
        return Admission(
            account=found.account,
            dialect=found.dialect,
            settings_version=found.settings_version,
        )

    async def _note_push(self, retailer: RetailerId, account: str) -> None:
        """So that the account is polled to reconcile only; this process says it once an hour."""
        now, place = time.monotonic(), (retailer, account)
        if now < self._noted.get(place, -_NOTED_FOR_S) + _NOTED_FOR_S:
            return
        await asyncio.to_thread(self._noted_in_store, retailer, account)
        self._noted[place] = now

    def _noted_in_store(self, retailer: RetailerId, account: str) -> None:
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            push_secrets.note_used(connection, retailer, account)

    def _sealed(
        self, retailer: RetailerId, names: Collection[str]
    ) -> dict[str, push_secrets.Sealed | None]:
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            found = push_secrets.of(connection, retailer, names)
        return {name: found.get(name) for name in names}

    def _admitted(
        self, retailer: RetailerId, openings: Collection[str]
    ) -> dict[str, Admission | None]:
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            found = pushing.admissions(connection, retailer, openings)
        return {opening: found.get(opening) for opening in openings}

    def missed(self, retailer: str, account: str) -> None:
        """Note that a payload could not be taken, so that the account is asked instead."""
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            pushing.ask_again(connection, retailer, account)

    def _lifetime_s(self, client: Client | None) -> int | None:
        if client is None:
            return None
        dialect = self._dialects.get(client.dialect)
        return dialect.pushing.token_lifetime_s if dialect and dialect.pushing else None


def _no_token(given: str) -> bool:
    """These carriers fetch none."""
    del given
    return False


def new_client(retailer: str, account: str) -> tuple[str, str]:
    """A client id, which names its retailer and account, and its secret of 256 bits."""
    name = f"{CLIENT_PREFIX}_{retailer}_{account}_{secrets.token_hex(8)}"
    return name, secrets.token_urlsafe(32)


def retailer_of(client_id: str) -> RetailerId | None:
    """The retailer that a client id of ours names; slugs hold no underscore."""
    parts = client_id.split("_")
    if len(parts) != _PARTS or parts[0] != CLIENT_PREFIX:
        return None
    if not all(map(_SLUG.fullmatch, parts[1:])):
        return None
    return RetailerId(parts[1])
