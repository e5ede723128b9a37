"""The texts of an event: a fixed phrase for everybody, or words that are nobody else's business.

Bring sets links into its phrases, to the page of a pickup point. What holds a link, or the name
of whoever signed, is private; what holds the code for fetching is not kept at all.
"""

import re
from html import unescape
from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.reading import text, tidy

_TAG: Final = re.compile(r"<[^>]*(?:>|$)")
_LINK: Final = re.compile(r"<a\b[^>]*>([^<]*)", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"\S*(?:://|www\.)\S*", re.IGNORECASE)


class Words(Struct, frozen=True, kw_only=True):
    """What one event says in words. `linked` is what its link is called."""

    phrase: str | None = None
    private: str | None = None
    linked: str | None = None
    signed_by: str | None = None


def words(entry: object, pickup_code: str) -> Words:
    """Read the description and the signature of an event; links themselves are dropped."""
    written = unescape(text(entry, "description"))
    signed_by = text(entry, "recipientSignature", "name")
    if pickup_code and pickup_code in written:
        return Words(signed_by=signed_by or None)
    bare = tidy(_ADDRESS.sub(" ", _TAG.sub(" ", written)))
    named = signed_by and signed_by.casefold() in bare.casefold()
    is_phrase = bare == tidy(written) and not named
    link = _LINK.search(written)
    return Words(
        phrase=bare if bare and is_phrase else None,
        private=bare if bare and not is_phrase else None,
        linked=tidy(link[1]) or None if link else None,
        signed_by=signed_by or None,
    )


def is_signed(entry: object) -> bool:
    """Whether somebody signed: a name or a picture, both of which may be hidden again later."""
    signature = ("recipientSignature", "name"), ("recipientSignature", "linkToImage")
    return any(text(entry, *path) for path in signature)
