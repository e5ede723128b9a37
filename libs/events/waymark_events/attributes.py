"""A record's CloudEvents attributes: headers and key as texts, or what is wrong with them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

FACT_NAME: Final = "fact_name"
FACT: Final = "fact"
"""Headers beside a message: what its writer stored, for itself alone, should it be set back."""
OWN: Final = frozenset({FACT_NAME, FACT})
_REQUIRED: Final = ("ce_id", "ce_type", "ce_source", "ce_time")


class NotOursError(Exception):
    """This is no message of ours. `reason` labels why."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def read(headers: Sequence[tuple[str, bytes | None]]) -> dict[str, str]:
    """The attributes of a record; NotOursError for one that is no text or is missing."""
    try:
        # one that is null has no `decode`, and is told of below
        attributes = {name: raw.decode() for name, raw in headers}  # type: ignore[union-attr]
    except (AttributeError, UnicodeDecodeError):
        raise _bad_header(headers) from None
    for name in _REQUIRED:
        if not attributes.get(name):
            raise NotOursError("no_attribute", f"header {name} is missing or empty")
    return attributes


def _bad_header(headers: Sequence[tuple[str, bytes | None]]) -> NotOursError:
    """What is wrong with the first header that is no text: looked for only when one is not."""
    for name, raw in headers:
        if raw is None:
            return NotOursError("null_header", f"header {name!r} is null; it must be UTF-8 text")
        try:
            raw.decode()
        except UnicodeDecodeError:
            return NotOursError("bad_header", f"header {name!r} is not UTF-8: {raw[:40]!r}")
    return NotOursError("bad_header", "the headers are no texts")


def subject_of(key: bytes | None) -> str:
    """The subject, which is the key."""
    if not key:
        raise NotOursError("null_key", "the key is null or empty; every record of ours has one")
    try:
        return key.decode()
    except UnicodeDecodeError:
        raise NotOursError("bad_key", f"the key is not UTF-8: {key[:40]!r}") from None


def instant_of(text: str) -> datetime:
    """The instant of a text, in UTC."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise NotOursError("bad_time", f"ce_time {text!r} is not RFC 3339") from None
    if instant.tzinfo is None:
        raise NotOursError("bad_time", f"ce_time {text!r} has no offset")
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)
