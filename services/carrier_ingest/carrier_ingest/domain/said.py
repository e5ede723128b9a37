"""What has been said of a shipment, and so what is new in what a carrier says now.

Carriers resend whole histories. The memory holds, per (account, channel), the digest of the last
statement published for each scan. It is thrift: losing it repeats facts, it never loses one.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

from carrier_ingest.carriers.heard import Estimate, Heard, Note, Statement

MOST_SCANS: Final = 1_000
"""Scans remembered per account and channel; a number with more of them is no parcel."""
_SHORT: Final = 8
_ENCODER: Final = msgspec.msgpack.Encoder()


class Told(Struct, gc=False):
    """The last digests published for one (account, channel): by scan, by note, the estimate."""

    scans: dict[bytes, bytes] = {}
    notes: dict[bytes, bytes] = {}
    estimate: bytes = b""


class Said(Struct, gc=False):
    """Everything said of one shipment; grows by one entry a scan and is bounded."""

    channels: dict[str, Told] = {}

    def by(self, account: str, channel: str) -> Told:
        """The part of one account and channel, made when it is asked for first."""
        return self.channels.setdefault(f"{account}/{channel}", Told())


_DECODER: Final = msgspec.msgpack.Decoder(Said)


def load(record: bytes) -> Said:
    """Read a record back; an empty one is a shipment of which nothing was said."""
    return _DECODER.decode(record) if record else Said()


def dump(said: Said) -> bytes:
    """Write a record for the store."""
    return _ENCODER.encode(said)


def says_more(told: Told, statement: Statement) -> bool:
    """Whether this statement differs from the last one for its scan; then it is remembered."""
    return _remember(told.scans, _short(statement.scan_id), _folded(statement))


def notes_more(told: Told, note: Note) -> bool:
    """Whether this note differs from the last one for its scan; then it is remembered."""
    return _remember(told.notes, _short(note.scan_id), _folded(note))


def estimates_anew(told: Told, estimate: Estimate) -> bool:
    """Whether this estimate differs from the last observed one: 3, 5, 3 March are three facts."""
    now = _folded(estimate)
    before, told.estimate = told.estimate, now
    return now != before


def is_flooded(told: Told, statement: Statement) -> bool:
    """Whether remembering this scan would break the bound."""
    return len(told.scans) >= MOST_SCANS and _short(statement.scan_id) not in told.scans


def digest_of(heard: Heard, number: str) -> str:
    """Digest all that a payload says of one number, to tell a repeat from news."""
    parts: tuple[Statement | Estimate | Note, ...]
    parts = (*heard.statements, *heard.estimates, *heard.notes)
    whole = b"".join(_folded(part) for part in parts if part.number == number)
    return hashlib.sha256(whole).hexdigest()[:16]


def _remember(memory: dict[bytes, bytes], scan: bytes, now: bytes) -> bool:
    if memory.get(scan) == now:
        return False
    memory[scan] = now
    return True


def _short(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:_SHORT]


def _folded(value: Struct) -> bytes:
    """Digest a value with case and blanks folded and empty fields left out.

    Leaving empty fields out lets a dialect's types grow without repeating every parcel once. A
    postcode is in no message, so it is no news either.
    """
    parts = msgspec.to_builtins(value)
    parts.pop("postcode", None)
    plain = _fold(parts)
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).digest()[:_SHORT]


def _fold(value: object) -> object:
    if isinstance(value, str):
        return " ".join(value.split()).casefold()
    if isinstance(value, Mapping):
        folded = ((str(key), _fold(part)) for key, part in value.items())
        return {key: part for key, part in folded if part not in _EMPTY}
    if isinstance(value, list | tuple):
        return [_fold(part) for part in value]
    return value


_EMPTY: Final[tuple[object, ...]] = (None, "", False, 0, [], {})
