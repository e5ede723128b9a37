"""Files in parts: what a cutter hands on, and how it says that there is nothing to cut."""

from msgspec import Struct


class Block(Struct, frozen=True, kw_only=True):
    """A part of a file that reads by itself: the header or envelope again, then whole records.

    `first_line` and `last_line` count from 1 in the whole file, without the repeated header.
    """

    body: bytes
    first_line: int
    last_line: int


class UnusableFileError(ValueError):
    """Nothing of a file can be read; the message says what was found and what would be right."""
