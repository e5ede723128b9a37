"""docs/carriers.md, written from the dialects: who is heard by which way, and told by what."""

from importlib.resources import files
from pathlib import Path
from typing import Final

from carrier_ingest.carriers.dialect import Channel, Dialect
from carrier_ingest.carriers.registry import DIALECTS
from carrier_ingest.carriers.tables import read_rows
from waymark_events import numbers

PAGE: Final = Path("docs/carriers.md")
_HEAD: Final = """# Carriers

What is heard of each carrier, and how. A carrier is who carries; a dialect is how we hear of it.
Formats that are no carrier's speak for whoever an account names, also for one in no list
(`x_<name>`).

`waymark dialect <dialect> < payload` prints what is understood of a payload, without a server;
`waymark detect <number>…` whose a number may be. Pushes are in force as soon as an account has
their secret. Files are read by `waymark dialect` alone so far: no folder is watched yet. Second
numbers and proofs of delivery are read, and shown by it alone: nothing is published of them yet.
Of a carrier's texts only fixed phrases are shown; any other is private.

| dialect | carrier | ways in | a push is told by | a poll is allowed by | texts shown | codes |
|---|---|---|---|---|---|---:|
"""
_FOOT: Final = "\nWritten from the code by `make golden`.\n"


def page() -> str:
    """The whole page."""
    told = [one for one in DIALECTS.values() if one.needs_account]
    return _HEAD + "".join(f"{_row(one)}\n" for one in told) + _FOOT


def _row(dialect: Dialect) -> str:
    carriers = ", ".join(numbers.carrier(code).name for code in dialect.carriers)
    cells = [
        f"[{dialect.name}](carriers/{dialect.name}.md)",
        carriers or "any",
        ", ".join(dialect.channels),
        _pushed(dialect),
        _polled(dialect),
        ", ".join(f"`{one}`" for one in dialect.fixed_texts) or "–",
        f"{_codes(dialect):,}",
    ]
    return f"| {' | '.join(cells)} |"


def _pushed(dialect: Dialect) -> str:
    if dialect.pushing is None:
        return "–"
    secrets = ", ".join(f"`{name}`" for name in dialect.pushing.secrets)
    return secrets or "a token of ours that it fetches"


def _polled(dialect: Dialect) -> str:
    if Channel.POLL not in dialect.channels or dialect.polling is None:
        return "–"
    pushed = dialect.pushing.secrets if dialect.pushing else ()
    wanted = (one.name for one in dialect.credentials if one.required)
    asked = [f"`{name}`" for name in wanted if name not in pushed]
    return ", ".join(asked) + (" for a bearer token" if dialect.polling.login else "")


def _codes(dialect: Dialect) -> int:
    package = f"carrier_ingest.carriers.{dialect.name}"
    own = files(package).joinpath("codes.csv").is_file()
    return len(list(read_rows(package if own else "carrier_ingest.carriers.neutral")))
