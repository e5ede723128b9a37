"""Countries by every name carriers write, and the zone of a place where it has only one.

Data, loaded on first use: `countries.csv` (alpha-2, names in English and German), `alpha3.csv` and
`zones.csv` (country, region, postcode prefix, zone). An empty zone is a prefix whose places do not
agree; region `*` is the zone most people of a country of many zones live in, a guess for order
only.
Sources: names from Unicode CLDR (Unicode License v3), zones from the tz database (public domain);
regions and postcode prefixes of countries with several zones are kept by hand.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

_ANY: Final = "*"


@cache
def _zones() -> Mapping[tuple[str, str, str], str]:
    return {
        (row["country"], row["region"], row["postcode"]): row["zone"] for row in _rows("zones.csv")
    }


@cache
def _names() -> Mapping[str, str]:
    names = {_folded(row["alpha3"]): row["country"] for row in _rows("alpha3.csv")}
    for row in _rows("countries.csv"):
        for name in (row["country"], *row["names"].split("|")):
            names[_folded(name)] = row["country"]
    return names


def country_code(written: str) -> str | None:
    """Read a country as ISO 3166 alpha-2 from either code or its English or German name."""
    return _names().get(_folded(written)) if written else None


def zone_at(country: str | None, region: str = "", postcode: str = "") -> str | None:
    """The zone of a place, where country, postcode or region leave only one; else None.

    The longest known postcode prefix decides before the region: some states have two zones.
    """
    if country is None:
        return None
    zones = _zones()
    if (whole := zones.get((country, "", ""))) is not None:
        return whole
    bare = postcode.replace(" ", "").upper()
    for length in range(min(len(bare), 4), 0, -1):
        if (zone := zones.get((country, "", bare[:length]))) is not None:
            return zone or None
    wanted = region.strip().upper().removeprefix(f"{country}-")
    return zones.get((country, wanted, "")) if wanted not in ("", _ANY) else None


def likely_zone(country: str | None) -> str | None:
    """The zone most of a country lives in: good for order, never for showing an hour."""
    if country is None:
        return None
    zones = _zones()
    return zones.get((country, "", "")) or zones.get((country, _ANY, ""))


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("&", " and ").replace(".", " ").split())
