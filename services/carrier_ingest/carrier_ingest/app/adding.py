"""Adding an account, or changing it: settings in new versions, credentials sealed."""

from collections.abc import Mapping

from msgspec import Struct, structs
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.ids import AccountId, RetailerId, is_for_tests
from waymark_runtime.faults import Refused
from waymark_runtime.postgres import transaction
from waymark_runtime.seal import Seal

from carrier_ingest.app.admitting import new_client
from carrier_ingest.app.wanted import Wanted, carrier_of, check
from carrier_ingest.carriers.dialect import Dialect
from carrier_ingest.store import accounts, push_secrets, pushing
from carrier_ingest.store.accounts import Account


class Added(Struct, frozen=True, kw_only=True):
    """What an operator is told. The push secret is shown this once."""

    retailer: str
    account: str
    carrier: str
    settings_version: int
    polled: bool
    push_path: str | None = None
    token_path: str | None = None
    push_client_id: str | None = None
    push_client_secret: str | None = None


class Accounts:
    """Adds accounts. What is asked for twice is there once; a changed setting is a new version."""

    def __init__(self, pool: ConnectionPool, dialects: Mapping[str, Dialect], seal: Seal) -> None:
        self._pool = pool
        self._dialects = dialects
        self._seal = seal

    def add(self, wanted: Wanted) -> Added:
        """Add or change an account; Refused says what would be right."""
        dialect = self._dialects.get(wanted.dialect)
        if dialect is None:
            known = ", ".join(name for name, one in self._dialects.items() if one.needs_account)
            raise Refused(f"carrier {wanted.dialect!r} has no dialect; there are {known}")
        if not dialect.needs_account:
            raise Refused(
                f"carrier {wanted.dialect} needs no account: its parcels play by themselves"
            )
        if is_for_tests(wanted.retailer):
            raise Refused(
                f"{wanted.retailer} is a test mode, for which no carrier is asked or heard"
            )
        check(wanted, dialect)
        with transaction(self._pool) as connection:
            before = accounts.find(connection, wanted.retailer, wanted.account)
            account = self._account(connection, wanted, dialect, before)
            accounts.save(connection, account)
            if before is None or before.settings_version != account.settings_version:
                accounts.add_settings(connection, account, wanted.conventions)
            self._keep_secrets(connection, wanted, dialect)
            client = _client(connection, wanted, dialect)
        return _told(account, dialect, client)

    def _keep_secrets(self, connection: Connection, wanted: Wanted, dialect: Dialect) -> None:
        """Put in force what pushes are told by, where it is another than before."""
        names = dialect.pushing.secrets if dialect.pushing else ()
        given = {name: text for name in names if (text := (wanted.credentials or {}).get(name))}
        if not given:
            return
        place = push_secrets.place(wanted.retailer, wanted.account)
        kept = push_secrets.of(connection, RetailerId(wanted.retailer), [wanted.account])
        before = kept.get(wanted.account)
        if before is None or self._seal.open(before.secrets[0], place) != given:
            sealed = self._seal.close(given, place)
            push_secrets.add(connection, wanted.retailer, wanted.account, sealed)

    def _account(
        self, connection: Connection, wanted: Wanted, dialect: Dialect, before: Account | None
    ) -> Account:
        fresh = before if before is not None else _new(wanted, dialect)
        check_unchanged(fresh, wanted, dialect)
        account = structs.replace(
            fresh,
            base_url=wanted.base_url or fresh.base_url,
            http_allowed=wanted.http_allowed,
            settings_version=_version(connection, wanted, before),
            requests_per_day=wanted.requests_per_day,
            numbers_per_day=wanted.numbers_per_day,
        )
        if wanted.credentials is None:
            return account
        return structs.replace(
            account,
            credentials=self._seal.close(wanted.credentials, account.place),
            credentials_version=fresh.credentials_version + 1,
        )


def check_unchanged(before: Account, wanted: Wanted, dialect: Dialect) -> None:
    """Refused where a change would make another account of it: its parcels' names would change."""
    if before.dialect != wanted.dialect:
        raise Refused(f"account {before.place} speaks {before.dialect}; add another account")
    if before.carrier != carrier_of(wanted, dialect):
        raise Refused(f"account {before.place} speaks for {before.carrier}; add another account")


def _new(wanted: Wanted, dialect: Dialect) -> Account:
    return Account(
        retailer=RetailerId(wanted.retailer),
        account=AccountId(wanted.account),
        dialect=dialect.name,
        carrier=carrier_of(wanted, dialect),
    )


def _version(connection: Connection, wanted: Wanted, before: Account | None) -> int:
    if before is None:
        return 1
    version = before.settings_version
    kept = accounts.settings(connection, before.retailer, before.account, version)
    return version if kept == wanted.conventions else version + 1


def _client(connection: Connection, wanted: Wanted, dialect: Dialect) -> tuple[str, str] | None:
    if dialect.pushing is None or dialect.pushing.token_lifetime_s is None:
        return None
    has_one = pushing.has_client(connection, wanted.retailer, wanted.account)
    if has_one and not wanted.new_push_client:
        return None
    client_id, secret = new_client(wanted.retailer, wanted.account)
    pushing.add_client(
        connection,
        pushing.Client(
            client_id=client_id,
            retailer=RetailerId(wanted.retailer),
            account=AccountId(wanted.account),
            secret_digest=pushing.digest_of(secret),
            dialect=dialect.name,
        ),
    )
    return client_id, secret


def _told(account: Account, dialect: Dialect, client: tuple[str, str] | None) -> Added:
    pushes = dialect.pushing is not None
    fetches = dialect.pushing is not None and dialect.pushing.token_lifetime_s is not None
    return Added(
        retailer=account.retailer,
        account=account.account,
        carrier=account.carrier,
        settings_version=account.settings_version,
        polled=account.is_polled,
        push_path=f"/carriers/{dialect.name}/{account.place}" if pushes else None,
        token_path="/oauth/token" if fetches else None,
        push_client_id=client[0] if client else None,
        push_client_secret=client[1] if client else None,
    )
