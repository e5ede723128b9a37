"""What a person may type to prove or find an order, compared without keeping it.

Two services share the key: `order` writes the digests, `projection` makes the same from what is
typed. Text is normalised first, so that ways of writing one address give one digest. The rules
are permanent like an id: a changed rule finds nobody any more.
"""

import hmac
import unicodedata
from enum import StrEnum
from typing import Final

from waymark_events.ids import RecipientId, RetailerId
from waymark_events.messages.people import ContactKeysSet, ContactSet


class Typed(StrEnum):
    """What was typed."""

    POSTCODE = "postcode"
    EMAIL = "email"
    PHONE = "phone"
    FAMILY_NAME = "family_name"


_SIGNIFICANT_DIGITS: Final = 9
_LEAST_DIGITS: Final = 5


def normalised(kind: Typed, text: str) -> str:
    """The one way of writing it; empty when nothing is left to compare.

    Postcode: letters and digits alone. E-mail: case folded. Phone: the last nine digits, so that
    `+49 171 1234567` and `0171 1234567` are one. Family name: the last word, or what stands before
    a comma, without case and accents.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if kind == Typed.EMAIL:
        return plain if "@" in plain else ""
    if kind == Typed.POSTCODE:
        return "".join(filter(str.isalnum, plain))
    if kind == Typed.PHONE:
        digits = "".join(filter(str.isdecimal, plain))
        return digits[-_SIGNIFICANT_DIGITS:] if len(digits) >= _LEAST_DIGITS else ""
    family = plain.partition(",")[0] if "," in plain else plain.rpartition(" ")[2]
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKD", family)))


def contact_digest(key: bytes, retailer: RetailerId, kind: Typed, text: str | None) -> str | None:
    """128 bits of HMAC-SHA256 as hex, apart by retailer and kind; None for nothing to compare."""
    plain = normalised(kind, text or "")
    if not plain:
        return None
    message = "\x1f".join((retailer, kind, plain))
    return hmac.digest(key, message.encode(), "sha256").hex()[:32]


def contact_keys(key: bytes, contact: ContactSet) -> ContactKeysSet:
    """The digests of a contact, with its language and zone, and no plaintext."""

    def digest(kind: Typed, text: str | None) -> str | None:
        return contact_digest(key, contact.retailer, kind, text)

    return ContactKeysSet(
        retailer=contact.retailer,
        recipient_id=RecipientId(contact.recipient_id),
        version=contact.version,
        language=contact.language,
        zone=contact.zone,
        postcode=digest(Typed.POSTCODE, contact.postcode),
        email=digest(Typed.EMAIL, contact.email),
        phone=digest(Typed.PHONE, contact.phone),
        family_name=digest(Typed.FAMILY_NAME, contact.name),
    )
