"""What an account says of its rows: who carries, what codes mean, how dates are written."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct
from waymark_events import numbers

from carrier_ingest.carriers import option_tables
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.neutral.fields import Row, WrongCellError
from carrier_ingest.carriers.neutral.times import is_format
from carrier_ingest.carriers.option_tables import listed

OPTIONS: Final = ("carrier", "carriers", "codes", "kinds", "date_format")


class Account(Struct, frozen=True, kw_only=True):
    """The options of an account, read. `carriers` are further ones that a row may name."""

    carrier: str
    carriers: frozenset[str]
    codes: str
    kinds: tuple[str, ...]
    date_format: str
    zone: str | None
    language: str

    def carrier_of(self, row: Row) -> str:
        """Who carries: the account's carrier, or where it allows several the row's."""
        written = row["carrier"]
        if not written or not self.carriers:
            return self.carrier
        code = carrier_code(written)
        if code != self.carrier and code not in self.carriers:
            allowed = ", ".join(sorted(self.carriers | {self.carrier}))
            raise WrongCellError("carrier", f"the account's carriers are {allowed}, not {code}")
        return code


def account_of(conventions: Conventions) -> Account:
    """Read the options; what would have been refused is as if it were not there."""
    options = conventions.options
    return Account(
        carrier=conventions.carrier,
        carriers=frozenset(listed(options.get("carriers", ""))),
        codes=options.get("codes", ""),
        kinds=listed(options.get("kinds", "")),
        date_format=options.get("date_format", ""),
        zone=conventions.zone,
        language=conventions.locale[:2].lower(),
    )


@lru_cache(maxsize=1024)
def carrier_code(written: str) -> str:
    """The code of a carrier as people write it: `Regio-Kurier` is `x_regio_kurier`."""
    slug = re.sub(r"[^a-z0-9]+", "_", written.casefold()).strip("_")
    return slug if slug in numbers.carriers() or slug.startswith("x_") else f"x_{slug}"


def refuses(options: Mapping[str, str], known: tuple[str, ...] = OPTIONS) -> str | None:
    """Say in a sentence what is wrong with an account's options; None when nothing is."""
    if problem := option_tables.refuses(options, known):
        return problem
    if not is_format(written := options.get("date_format", "DD.MM.YYYY")):
        return f"option date_format {written!r} must be such as DD.MM.YYYY or MM/DD/YYYY, or unix"
    return _wrong_carrier(listed(options.get("carriers", "")))


def _wrong_carrier(codes: tuple[str, ...]) -> str | None:
    for code in codes:
        try:
            numbers.carrier(code)
        except numbers.UnknownCarrierError as fault:
            return f"option carriers: {fault}"
    return None
