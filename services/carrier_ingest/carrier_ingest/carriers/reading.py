"""Reading foreign JSON: anything may be absent, of another type, or nested once more."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final

import msgspec
from waymark_events.numbers import canonical

LONGEST_TEXT: Final = 500
_AMOUNT: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,4})?")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\s]+")


def decoded(body: bytes) -> object | None:
    """The JSON value of a body; None when it is none, or nested beyond reason."""
    try:
        value: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return value


def child(node: object, key: str) -> object:
    """What stands under a key; None where the node is no mapping or has no such key."""
    return node.get(key) if isinstance(node, Mapping) else None


def children(node: object, key: str) -> Iterator[object]:
    """The mappings listed under a key; one that stands alone counts as a list of one."""
    found = child(node, key)
    for item in found if isinstance(found, list) else [found]:
        if isinstance(item, Mapping):
            yield item


def text(node: object, *path: str) -> str:
    """The text at the end of a path, blanks folded; "" for what is absent or no plain value."""
    for key in path:
        node = child(node, key)
    if isinstance(node, str):
        return tidy(node)
    return str(node) if isinstance(node, int) and not isinstance(node, bool) else ""


def flag(node: object, key: str) -> bool | None:
    """A yes or no, as JSON or as text; None when the carrier said neither."""
    found = child(node, key)
    if isinstance(found, str):
        return {"true": True, "1": True, "false": False, "0": False}.get(found.strip().lower())
    return found if isinstance(found, bool) else None


def tidy(words: str) -> str:
    """Fold blanks and drop what no page can print; cut what no phrase is as long as."""
    return printable(words[:LONGEST_TEXT])


def printable(words: str) -> str:
    """The same of what may be longer than a phrase, such as a link."""
    return _UNPRINTABLE.sub(" ", words).strip()


def tracking_number(carrier: str, written: str) -> str | None:
    """The canonical form of a number in a payload; None for what is no number at all."""
    if not written or len(written) > 64:
        return None
    try:
        return canonical(carrier, written) or None
    except ValueError:
        return None


def amount(node: object, key: str) -> str | None:
    """An amount as decimal text, however it was typed; None for what is no plain amount."""
    found = child(node, key)
    written = str(found) if isinstance(found, float) else text(node, key)
    return written if _AMOUNT.fullmatch(written) else None


def plain(words: str, between: str = " ") -> str:
    """A phrase that was written for a browser: its entities read, breaks and other tags gone."""
    return tidy(_TAG.sub(between, unescape(words[: 2 * LONGEST_TEXT])))


def words(node: object, *path: str) -> str:
    """The phrase at the end of a path as people read it; a raised ® is part of its word."""
    return plain(text(node, *path), "")
