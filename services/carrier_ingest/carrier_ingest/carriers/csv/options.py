"""What an account says of its files: their encoding, and what its columns are called."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from carrier_ingest.carriers.neutral import options as neutral
from carrier_ingest.carriers.neutral.fields import FIELDS
from carrier_ingest.carriers.option_tables import table, wrong_table

OPTIONS: Final = (*neutral.OPTIONS, "columns", "encoding")
_PROBE: Final = 'tracking_number;"1",\t#\n'


def refuses(options: Mapping[str, str]) -> str | None:
    """Say in a sentence what is wrong with an account's options; None when nothing is."""
    encoding = options.get("encoding", "utf-8")
    if not is_encoding(encoding):
        return f"option encoding {encoding!r} must be such as utf-8, cp1250 or iso-8859-15"
    return wrong_table("columns", options, read_columns) or neutral.refuses(options, OPTIONS)


@lru_cache(maxsize=64)
def read_columns(text: str) -> Mapping[str, str]:
    """Our field of each heading, folded; ValueError says which line is wrong and why."""
    found: dict[str, str] = {}
    for line, cells in table(text, ("column", "field")):
        heading, field = plain(cells["column"]), cells["field"].lower()
        if field not in FIELDS:
            raise ValueError(f"line {line}: there is no field {field!r}")
        if not heading or heading in found or field in found.values():
            raise ValueError(f"line {line}: {cells['column']!r} or {field} is there already")
        found[heading] = field
    return found


def plain(heading: str) -> str:
    """A heading without case, blanks, `-` and `_`: `Tracking Number` is `tracking_number`."""
    return re.sub(r"[\s_\-\ufeff]+", "", heading).casefold()


def is_encoding(name: str) -> bool:
    """Whether text can be read by this name."""
    try:
        return _PROBE.encode(name).decode(name) == _PROBE
    except (LookupError, ValueError):
        return False
