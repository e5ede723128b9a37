"""Retailers and their keys: set here, told to every service."""

import re
from datetime import timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from waymark_events.ids import KeyId, RetailerId
from waymark_events.messages.retailers import KeyChanged, KeySet, RetailerChanged, RetailerSet
from waymark_events.numbers import carrier
from waymark_events.values import Instant
from waymark_runtime import keys
from waymark_runtime.faults import Refused

from order.store.beside import Beside
from order.store.entries import Entry, originator
from order.store.orders import OrderStore
from order.store.rows import Rows

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,30}[a-z0-9]")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
SCOPES: Final = (
    "orders:write",
    "orders:read",
    "shipments:read",
    "scans:write",
    "accounts:write",
    "webhooks:admin",
    "messages:read",
)


class Issued(Struct, frozen=True):
    """A key as it is shown, once."""

    text: str
    key: KeySet


class Retailers:
    """The operator's commands. Every change is an event, a row, and a compacted record."""

    def __init__(self, store: OrderStore, rows: Rows, key_pepper: str) -> None:
        self._store = store
        self._rows = rows
        self._pepper = key_pepper

    def set(self, asked: RetailerSet, now: Instant) -> RetailerSet:
        """Add a retailer, or change it; the same settings again change nothing."""
        _check(asked)
        known = self.setting(asked.retailer)
        version = known.version + 1 if known is not None else 1
        setting = replace(asked, version=version)
        if known is not None and replace(setting, version=known.version) == known:
            return known
        fact = RetailerChanged(retailer=asked.retailer, version=version, at=now)
        entry = Entry(originator("retailer", asked.retailer), version, fact)
        self._store.save([entry], Beside(at=now, settings=(setting,)))
        return setting

    def setting(self, retailer: RetailerId) -> RetailerSet | None:
        """A retailer's settings as they were set last."""
        found = self._rows.current([], [retailer], []).settings.get(retailer)
        return None if found is None else found.body

    def issue(
        self, retailer: RetailerId, scopes: tuple[str, ...], expires_days: int | None, now: Instant
    ) -> Issued:
        """Make a key. Its secret is in the answer and nowhere else."""
        if self.setting(retailer) is None:
            raise Refused(f"there is no retailer {retailer!r}; add it first", "unknown_retailer")
        unknown = sorted(set(scopes) - set(SCOPES))
        if unknown or not scopes:
            raise Refused(f"scopes are {', '.join(SCOPES)}; given: {scopes}", "unknown_scope")
        made = keys.make()
        expires = None if expires_days is None else now + timedelta(days=expires_days)
        key = KeySet(
            key_id=made.id,
            retailer=retailer,
            version=1,
            digest=keys.digest(made, self._pepper),
            scopes=scopes,
            expires_at=expires,
        )
        self._save(key, now)
        return Issued(made.text, key)

    def revoke(self, key_id: KeyId, now: Instant) -> KeySet:
        """End a key now; one that was ended stays so."""
        found = self._rows.current([], [], [key_id]).keys.get(key_id)
        if found is None:
            raise Refused(f"there is no key {key_id!r}", "unknown_key")
        if found.body.revoked_at is not None:
            return found.body
        key = replace(found.body, version=found.body.version + 1, revoked_at=now)
        self._save(key, now)
        return key

    def _save(self, key: KeySet, now: Instant) -> None:
        fact = KeyChanged(key_id=key.key_id, retailer=key.retailer, version=key.version, at=now)
        entry = Entry(originator("key", key.key_id), key.version, fact)
        self._store.save([entry], Beside(at=now, keys=(key,)))


def _check(asked: RetailerSet) -> None:
    if not _SLUG.fullmatch(asked.retailer):
        raise Refused(
            f"{asked.retailer!r} is no retailer id: 3 to 32 of a-z, 0-9 and -", "bad_retailer"
        )
    if not _COLOUR.fullmatch(asked.colour):
        raise Refused(f"{asked.colour!r} is no colour such as #1f5f8b", "bad_colour")
    for code in asked.carriers:
        carrier(code)
