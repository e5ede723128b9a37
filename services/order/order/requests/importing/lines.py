"""Lines of a file with their numbers, none longer than a body may be."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from msgspec import Struct

MOST_BYTES: Final = 1_048_576
_BOM: Final = b"\xef\xbb\xbf"


class Line(Struct, frozen=True):
    """A line without its end. `content` None: it is longer than a line may be."""

    number: int
    content: bytes | None


def lines(file: BinaryIO) -> Iterator[Line]:
    """The lines of a file from its start, counted from 1; a byte order mark is no part of them."""
    file.seek(0)
    number = 0
    while raw := file.readline(MOST_BYTES + 2):
        number += 1
        if not raw.endswith(b"\n") and len(raw) > MOST_BYTES:
            _skip_rest(file)
            yield Line(number, None)
            continue
        content = raw.rstrip(b"\r\n")
        yield Line(number, content.removeprefix(_BOM) if number == 1 else content)


def _skip_rest(file: BinaryIO) -> None:
    while (more := file.readline(MOST_BYTES)) and not more.endswith(b"\n"):
        pass
