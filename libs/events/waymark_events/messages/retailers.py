"""Retailers and their keys, compacted: every service fills a table of its own from them."""

from waymark_events.ids import KeyId, RetailerId
from waymark_events.values import Instant, Value


class RetailerSet(Value, frozen=True, kw_only=True):
    """A retailer's settings. `zone` is IANA, `colour` is `#rrggbb`, grace in hours.

    `carriers` lists the carriers it uses, for detection. `topics`: it has topics of its own.
    `test`: it is another retailer's test mode; nobody outside is told anything.
    """

    retailer: RetailerId
    version: int
    name: str
    colour: str = "#1f5f8b"
    default_language: str = "en"
    zone: str = "Europe/Berlin"
    country: str = "DE"
    support_email: str | None = None
    support_url: str | None = None
    support_phone: str | None = None
    mail_from: str | None = None
    carriers: tuple[str, ...] = ()
    promise_grace_hours: int = 0
    return_period_days: int = 14
    sms: bool = False
    topics: bool = False
    test: bool = False


class RetailerChanged(Value, frozen=True, kw_only=True):
    """A retailer was added or changed; kept for ever on `order.events.v1`."""

    retailer: RetailerId
    version: int
    at: Instant


class KeySet(Value, frozen=True, kw_only=True):
    """An API key by its digest. `revoked_at` in the past or `expires_at` passed: refused."""

    key_id: KeyId
    retailer: RetailerId
    version: int
    digest: str
    scopes: tuple[str, ...]
    expires_at: Instant | None = None
    revoked_at: Instant | None = None


class KeyChanged(Value, frozen=True, kw_only=True):
    """A key was issued or revoked; kept for ever on `order.events.v1`."""

    key_id: KeyId
    retailer: RetailerId
    version: int
    at: Instant
