"""Bytes to text: a mark at the beginning decides, then the account, then what can be read.

A file in an encoding that is known goes on as UTF-8 with a mark, so that it can be cut anywhere
between lines and read again without knowing more. One in an unknown encoding stays as it is: each
record is UTF-8 or, where it cannot be, Windows-1252.
"""

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

MARK: Final = codecs.BOM_UTF8
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LONGEST_MARK: Final = 4


def as_utf8(chunks: Iterable[bytes], named: str | None) -> Iterator[bytes]:
    """The file with a mark in front where its encoding is known, else as it is."""
    source = iter(chunks)
    start = b""
    while len(start) < _LONGEST_MARK and (chunk := next(source, None)) is not None:
        start += chunk
    encoding = _encoding(start, named)
    if encoding is None:
        yield from chain([start], source)
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield MARK
    for chunk in chain([start], source):
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def read(record: bytes) -> tuple[str, bool]:
    """The text of a record, and whether it had to be guessed."""
    try:
        return record.decode(), False
    except UnicodeDecodeError:
        return record.decode("cp1252", "replace"), True


def _encoding(start: bytes, named: str | None) -> str | None:
    """How to decode; None for bytes that stay as they are."""
    if start.startswith(MARK):
        return None
    return next((name for mark, name in _MARKS if start.startswith(mark)), named)
