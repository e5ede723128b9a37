"""The texts of an event: a fixed phrase for everybody, or words that are nobody else's business.

Bring sets links into its phrases, to the page of a pickup point. What holds a link, a digit or any
word of a name that signed for the parcel is private; what holds the code for fetching is not kept.
"""

import re
from html import unescape
from typing import Final
from unicodedata import normalize

from msgspec import Struct

from carrier_ingest.carriers.reading import children, text, tidy

_TAG: Final = re.compile(r"<[^>]*(?:>|$)")
_LINK: Final = re.compile(r"<a\b[^>]*>([^<]*)", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"\S*(?:://|www\.|@|\.\w{2,}/)\S*", re.IGNORECASE)
_SHORTEST_NAME: Final = 3


class Secrets(Struct, frozen=True):
    """What no text of a parcel may tell everybody, squeezed: names, and the code for fetching."""

    names: frozenset[str]
    code: str

    def stand_in(self, bare: str) -> bool:
        """Whether a text tells of a person, or holds a digit of whatever it may be."""
        squeezed = _squeezed(bare)
        named = any(name in squeezed for name in self.names)
        return named or any(letter.isnumeric() for letter in squeezed)

    def open(self, *written: str) -> bool:
        """Whether one of these holds the code, also taken apart."""
        return bool(self.code) and any(self.code in _squeezed(one) for one in written)


class Words(Struct, frozen=True, kw_only=True):
    """What one event says in words. `linked` is what its link is called."""

    phrase: str | None = None
    private: str | None = None
    linked: str | None = None
    signed_by: str | None = None


def secrets_of(package: object) -> Secrets:
    """Of a whole parcel: one event may name who signed at another."""
    signers = (text(one, "recipientSignature", "name") for one in children(package, "eventSet"))
    names = (name for signer in signers for name in _names(_read(signer)))
    return Secrets(frozenset(names), _squeezed(text(package, "pickupCode")))


def words(entry: object, secrets: Secrets) -> Words:
    """Read the description and the signature of an event; links themselves are dropped."""
    written = _read(text(entry, "description"))
    bare = tidy(_ADDRESS.sub(" ", _TAG.sub(" ", written)))
    signed_by = text(entry, "recipientSignature", "name") or None
    if secrets.open(written, bare):
        return Words(signed_by=signed_by)
    is_phrase = bare == tidy(written) and not secrets.stand_in(bare)
    link = _LINK.search(written)
    return Words(
        phrase=bare if bare and is_phrase else None,
        private=bare if bare and not is_phrase else None,
        linked=tidy(link[1]) or None if link else None,
        signed_by=signed_by,
    )


def is_signed(entry: object) -> bool:
    """Whether somebody signed: a name or a picture, both of which may be hidden again later."""
    signature = ("recipientSignature", "name"), ("recipientSignature", "linkToImage")
    return any(text(entry, *path) for path in signature)


def _read(written: str) -> str:
    """Without entities, also where they were escaped once more."""
    return unescape(unescape(written))


def _names(signer: str) -> set[str]:
    """The words of a name that are long enough to tell who it is, and the whole of it."""
    parts = (_squeezed(part) for part in re.split(r"\W+", normalize("NFKC", signer)))
    long = {part for part in parts if len(part) >= _SHORTEST_NAME}
    return (long | {_squeezed(signer)}) - {""}


def _squeezed(written: str) -> str:
    """Letters and digits alone, without case and accents, so that no spelling hides a word."""
    return "".join(one for one in normalize("NFKD", written).casefold() if one.isalnum())
