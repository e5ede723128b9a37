"""Retailers and their keys: set here, told to every service."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from waymark_events.ids import KeyId, RetailerId, for_tests, is_for_tests
from waymark_events.messages.retailers import KeyChanged, KeySet, RetailerChanged, RetailerSet
from waymark_events.values import Instant
from waymark_runtime import keys
from waymark_runtime.faults import Refused
from waymark_runtime.keys import Mode

from order.app.retailer_settings import check, following, for_test_mode, with_topics_of
from order.store.beside import Beside
from order.store.entries import Entry, originator
from order.store.orders import OrderStore
from order.store.rows import Rows

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
        """Add a retailer, or change it and its test mode; the same again changes nothing.

        Whether either has topics is no matter of these: it stays.
        """
        check(asked)
        known, tests = self.setting(asked.retailer), self.setting(for_tests(asked.retailer))
        wanted = [(with_topics_of(known, asked), known)]
        if tests is not None:
            wanted.append((for_test_mode(asked, tests), tests))
        followed = [(following(new, old), old) for new, old in wanted]
        self._save(now, settings=[new for new, old in followed if new is not old])
        return followed[0][0]

    def open_topics(self, retailer: RetailerId, now: Instant) -> RetailerSet:
        """Give a retailer topics of its own; one that has them keeps them."""
        known = self._known(retailer)
        return self._set(replace(known, topics=True), known, now)

    def close_topics(self, retailer: RetailerId, now: Instant) -> RetailerSet:
        """Read and write a retailer's topics no more; what lies there is left there."""
        known = self._known(retailer)
        return self._set(replace(known, topics=False), known, now)

    def setting(self, retailer: RetailerId) -> RetailerSet | None:
        """A retailer's settings as they were set last."""
        found = self._rows.current([], [retailer], []).settings.get(retailer)
        return None if found is None else found.body

    def issue(
        self,
        retailer: RetailerId,
        scopes: tuple[str, ...],
        expires_days: int | None,
        now: Instant,
        mode: Mode = "live",
    ) -> Issued:
        """Make a key. Its secret is in the answer and nowhere else.

        The first key of a retailer's test mode makes the test mode with it.
        """
        live = self._known(retailer)
        if live.test:
            how = f"--retailer {retailer.removesuffix('.test')} --test"
            raise Refused(f"{retailer} is a test mode; its keys are made with {how}", "test_mode")
        unknown = sorted(set(scopes) - set(SCOPES))
        if unknown or not scopes:
            raise Refused(f"scopes are {', '.join(SCOPES)}; given: {scopes}", "unknown_scope")
        owner = for_tests(retailer) if mode == "test" else retailer
        made = [] if self.setting(owner) else [following(for_test_mode(live, None), None)]
        issued = self._made(owner, scopes, _later(now, expires_days))
        self._save(now, issued.key, settings=made)
        return issued

    def rotate(
        self, key_id: KeyId, overlap_hours: int, expires_days: int | None, now: Instant
    ) -> Issued:
        """Make a key that may do the same; the old one ends when the overlap is over."""
        old = self._key(key_id)
        if old.revoked_at is not None or (old.expires_at is not None and old.expires_at <= now):
            raise Refused(f"key {key_id} has ended; issue a new one", "key_ended")
        over = now + timedelta(hours=overlap_hours)
        ends = over if old.expires_at is None else min(over, old.expires_at)
        issued = self._made(old.retailer, old.scopes, _later(now, expires_days))
        self._save(now, issued.key, replace(old, version=old.version + 1, expires_at=ends))
        return issued

    def revoke(self, key_id: KeyId, now: Instant) -> KeySet:
        """End a key now; one that was ended stays so."""
        found = self._key(key_id)
        if found.revoked_at is not None:
            return found
        key = replace(found, version=found.version + 1, revoked_at=now)
        self._save(now, key)
        return key

    def _set(self, asked: RetailerSet, known: RetailerSet, now: Instant) -> RetailerSet:
        setting = following(asked, known)
        self._save(now, settings=[] if setting is known else [setting])
        return setting

    def _known(self, retailer: RetailerId) -> RetailerSet:
        found = self.setting(retailer)
        if found is None:
            raise Refused(f"there is no retailer {retailer!r}; add it first", "unknown_retailer")
        return found

    def _key(self, key_id: KeyId) -> KeySet:
        found = self._rows.current([], [], [key_id]).keys.get(key_id)
        if found is None:
            raise Refused(f"there is no key {key_id!r}", "unknown_key")
        return found.body

    def _made(
        self, retailer: RetailerId, scopes: tuple[str, ...], expires_at: Instant | None
    ) -> Issued:
        made = keys.make("test" if is_for_tests(retailer) else "live")
        key = KeySet(
            key_id=made.id,
            retailer=retailer,
            version=1,
            digest=keys.digest(made, self._pepper),
            scopes=scopes,
            expires_at=expires_at,
        )
        return Issued(made.text, key)

    def _save(self, now: Instant, *changed: KeySet, settings: Sequence[RetailerSet] = ()) -> None:
        """Settings first: whoever reads a key has read of its retailer."""
        entries = [
            *(_of_setting(one, now) for one in settings),
            *(_of_key(k, now) for k in changed),
        ]
        if entries:
            self._store.save(entries, Beside(at=now, settings=tuple(settings), keys=changed))


def _of_setting(setting: RetailerSet, now: Instant) -> Entry:
    fact = RetailerChanged(retailer=setting.retailer, version=setting.version, at=now)
    return Entry(originator("retailer", setting.retailer), setting.version, fact)


def _of_key(key: KeySet, now: Instant) -> Entry:
    fact = KeyChanged(key_id=key.key_id, retailer=key.retailer, version=key.version, at=now)
    return Entry(originator("key", key.key_id), key.version, fact)


def _later(now: Instant, days: int | None) -> Instant | None:
    return None if days is None else now + timedelta(days=days)
