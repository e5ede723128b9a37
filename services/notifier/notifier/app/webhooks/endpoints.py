"""What a retailer sets up: endpoints, their filters, their secrets."""

import base64
import secrets as chance
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.webhooks import RETAILER_TYPES, SECRET_PREFIX
from waymark_runtime.faults import Denied
from waymark_runtime.postgres import tenant, transaction

from notifier.app.calls import Call
from notifier.app.webhooks.signing import Signing
from notifier.domain.webhooks.filters import unknown
from notifier.domain.webhooks.health import ASKED
from notifier.domain.webhooks.targets import BadTarget, target_of
from notifier.store import ledger
from notifier.store.webhooks import endpoints, secrets
from notifier.store.webhooks.endpoints import Endpoint
from notifier.store.webhooks.secrets import Sealed

MOST_ENDPOINTS: Final = 20
MOST_SECRETS: Final = 5
_KEY_BYTES: Final = 32


class Wanted(Struct, frozen=True, kw_only=True):
    """What can be set of an endpoint; None leaves it as it is."""

    url: str | None = None
    types: Sequence[str] | None = None
    description: str | None = None
    state: str | None = None


class Shown(Struct, frozen=True, kw_only=True):
    """An endpoint as it is answered. `secret` is shown once, by what made it."""

    endpoint: Endpoint
    secret: str | None = None
    old_secrets_end_at: datetime | None = None


class Endpoints:
    """Sets endpoints up, by the web role."""

    def __init__(self, pool: ConnectionPool, signing: Signing, *, to_loopback: bool) -> None:
        self._pool = pool
        self._signing = signing
        self._to_loopback = to_loopback

    def all_of(self, retailer: str) -> list[Shown]:
        """All of a retailer's, the oldest first."""
        with self._of(retailer) as connection:
            return [Shown(endpoint=one) for one in endpoints.of(connection, retailer)]

    def get(self, call: Call, name: UUID) -> Shown:
        """One endpoint; Denied for one that is not this retailer's."""
        with self._of(call.retailer) as connection:
            return self._shown(connection, call, name)

    def create(self, call: Call, wanted: Wanted) -> Shown:
        """Add an endpoint with a secret; asked again with its key, the endpoint alone."""
        self.check(wanted)
        name = uuid4()
        with self._of(call.retailer) as connection:
            known = call.done_before(connection, str(name))
            if known is not None:
                return self._shown(connection, call, UUID(known))
            if len(endpoints.of(connection, call.retailer)) >= MOST_ENDPOINTS:
                detail = f"a retailer may have {MOST_ENDPOINTS} endpoints; delete one first"
                raise Denied(409, "too_many_endpoints", detail)
            one = Endpoint(
                id=name,
                retailer=call.retailer,
                url=wanted.url or "",
                types=wanted.types or (),
                description=wanted.description or "",
                state="enabled",
                reason=None,
                since=call.now,
                made_at=call.now,
            )
            endpoints.add(connection, one)
            secret = self._add_secret(connection, call, name)
            return Shown(endpoint=one, secret=secret)

    def change(self, call: Call, name: UUID, wanted: Wanted) -> Shown:
        """Set what is given. Another address, and enabling, begin with a clean slate."""
        self.check(wanted)
        with self._of(call.retailer) as connection:
            before = self._held(connection, call, name)
            endpoints.change(connection, _changed(before, wanted, call.now))
            return self._shown(connection, call, name)

    def delete(self, call: Call, name: UUID) -> None:
        """Forget an endpoint, its deliveries and its log."""
        with self._of(call.retailer) as connection:
            self._held(connection, call, name)
            endpoints.delete(connection, name, call.now)

    def rotate(self, call: Call, name: UUID, overlap: timedelta) -> Shown:
        """A new secret; the older ones sign too until the overlap ends."""
        with self._of(call.retailer) as connection:
            self._held(connection, call, name)
            shown = self._shown(connection, call, name)
            if call.done_before(connection, str(name)) is not None:
                return shown
            valid = secrets.valid(connection, [name], call.now).get(name, ())
            if overlap and len(valid) >= MOST_SECRETS:
                detail = "five secrets are valid already; wait, or give overlap_hours 0 to end them"
                raise Denied(409, "too_many_secrets", detail)
            secret = self._add_secret(connection, call, name)
            newest = Sealed(name, secrets.last(connection, name), b"")
            secrets.end_older(connection, newest, call.now + overlap)
            ends_at = secrets.old_ends_at(connection, name, call.now)
            return replace(shown, secret=secret, old_secrets_end_at=ends_at)

    def check(self, wanted: Wanted) -> None:
        """Denied for an address that nothing is sent to, and for types that there are not."""
        if wanted.url is not None:
            try:
                target_of(wanted.url, to_loopback=self._to_loopback)
            except BadTarget as fault:
                error = {"field": "url", "detail": str(fault)}
                raise Denied(422, "bad_url", str(fault), [error]) from None
        if wrong := unknown(wanted.types or ()):
            kinds = ", ".join(RETAILER_TYPES)
            error = {"field": "types", "detail": f"there are {kinds}; `order.*` names several"}
            raise Denied(422, "unknown_type", f"no type is called {wrong[0]!r}", [error])

    def _held(self, connection: Connection, call: Call, name: UUID) -> Endpoint:
        one = endpoints.held(connection, call.retailer, name)
        if one is None:
            raise _unknown()
        return one

    def _shown(self, connection: Connection, call: Call, name: UUID) -> Shown:
        one = endpoints.one(connection, call.retailer, name)
        if one is None:
            raise _unknown()
        ends_at = secrets.old_ends_at(connection, name, call.now)
        return Shown(endpoint=one, old_secrets_end_at=ends_at)

    def _add_secret(self, connection: Connection, call: Call, name: UUID) -> str:
        key = base64.b64encode(chance.token_bytes(_KEY_BYTES)).decode()
        secret = f"{SECRET_PREFIX}{key}"
        number = secrets.last(connection, name) + 1
        sealed = self._signing.close(secret, secrets.place(name, number))
        secrets.add(connection, Sealed(name, number, sealed), call.retailer, call.now)
        return secret

    @contextmanager
    def _of(self, retailer: str) -> Iterator[Connection]:
        with transaction(self._pool) as connection:
            ledger.commit_safely(connection)
            tenant(connection, retailer)
            yield connection


def _unknown() -> Denied:
    return Denied(404, "unknown_endpoint", "there is no endpoint with this id")


def _changed(before: Endpoint, wanted: Wanted, now: datetime) -> Endpoint:
    after = replace(
        before,
        url=before.url if wanted.url is None else wanted.url,
        types=before.types if wanted.types is None else wanted.types,
        description=before.description if wanted.description is None else wanted.description,
    )
    if wanted.state is not None and wanted.state != before.state:
        reason = None if wanted.state == "enabled" else ASKED
        after = replace(after, state=wanted.state, reason=reason, since=now)
    if after.url != before.url or (after.state == "enabled" != before.state):
        after = replace(after, failing_since=None, failures=0)
    return after
