"""Rows of a file: line breaks within quotes, and quotes that nobody closed."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import lru_cache
from typing import Final

from carrier_ingest.carriers.lines import Line, Record

LONGEST_QUOTED: Final = 16 * 1024
"""Bytes of a row with line breaks; a quote that is open for longer was opened by mistake."""


class End(Enum):
    """How a line leaves its quotes."""

    CLOSED = "closed"
    OPEN = "open"
    BROKEN = "broken"


def records(lines: Iterable[Line], separator: str) -> Iterator[Record]:
    """Lines put together to rows. A quote that is never closed costs its own line alone."""
    source, again = iter(lines), deque[Line]()
    while (first := again.popleft() if again else next(source, None)) is not None:
        taken, end = [first], _end(first.body, separator)
        size = len(first.body)
        while end is End.OPEN:
            following = again.popleft() if again else next(source, None)
            if following is None:
                break
            taken.append(following)
            size += len(following.body)
            end = _end(b'"' + following.body, separator)
            if size > LONGEST_QUOTED:
                end = End.BROKEN
        if len(taken) > 1 and end is not End.CLOSED:
            again.extendleft(reversed(taken[1:]))
            taken = taken[:1]
        yield Record(tuple(taken))


def cells(text: str, separator: str) -> list[str] | None:
    """The fields of a row; None where a quote is not closed, or nothing is a row."""
    if ends(text, separator) is End.OPEN:
        return None
    try:
        return next(csv.reader([text], delimiter=separator), [])
    except csv.Error:
        return None


def ends(text: str, separator: str) -> End:
    """How a line that begins outside of quotes leaves them; only a field can begin with one."""
    if '"' not in text:
        return End.CLOSED
    position, field = 0, _field(separator)
    while position <= len(text):
        found = field.match(text, position)
        if found is None:
            return End.BROKEN
        if found.lastgroup == "open":
            return End.OPEN
        position = found.end() + 1
    return End.CLOSED


def _end(line: bytes, separator: str) -> End:
    return ends(line.rstrip(b"\r").decode("latin-1"), separator)


@lru_cache(maxsize=8)
def _field(separator: str) -> re.Pattern[str]:
    """A field up to its separator. Possessive: an even number of quotes is content."""
    end = rf"(?={re.escape(separator)}|\Z)"
    inside = r'"(?:[^"]|"")*+'
    return re.compile(
        rf'(?P<quoted>{inside}"{end})|(?P<open>{inside}\Z)|(?P<plain>(?!")[^{separator}]*+{end})',
        re.DOTALL,
    )
