"""Who is reached and how. Personal data travels on the compacted `contact.v1` alone."""

from waymark_events.ids import RecipientId, RetailerId
from waymark_events.values import Instant, Value


class ContactSet(Value, frozen=True, kw_only=True):
    """How a person is reached. Personal: `contact.v1` only, deleted by a null value."""

    retailer: RetailerId
    recipient_id: RecipientId
    version: int
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    zone: str | None = None
    country: str | None = None
    postcode: str | None = None


class ContactKeysSet(Value, frozen=True, kw_only=True):
    """Keyed digests of what a person could type to prove or find an order; no plaintext."""

    retailer: RetailerId
    recipient_id: RecipientId
    version: int
    language: str | None = None
    zone: str | None = None
    postcode: str | None = None
    email: str | None = None
    phone: str | None = None
    family_name: str | None = None


class ContactChanged(Value, frozen=True, kw_only=True):
    """A contact was stored or changed; without personal data, for ever."""

    retailer: RetailerId
    recipient_id: RecipientId
    version: int
    at: Instant


class RecipientErased(Value, frozen=True, kw_only=True):
    """A person's data is to be deleted everywhere."""

    retailer: RetailerId
    recipient_id: RecipientId
    at: Instant
