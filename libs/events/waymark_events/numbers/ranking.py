"""Which formats a number has the shape of, and which of them is the likelier one."""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from waymark_events.numbers.formats import INTERNATIONAL, Match, data, match
from waymark_events.numbers.registry import post_of

_CONFIDENCE: Final[Mapping[str, int]] = MappingProxyType({"high": 0, "medium": 1, "low": 2})
_HOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dhl_parcel_de": "DE",
        "hermes": "DE",
        "gls": "DE",
        "dpd": "DE",
        "royal_mail": "GB",
        "parcelforce": "GB",
        "yodel": "GB",
        "colissimo": "FR",
        "correos": "ES",
        "postnl": "NL",
        "bring": "NO",
        "inpost": "PL",
        "canada_post": "CA",
        "canpar": "CA",
        "purolator": "CA",
        "usps": "US",
        "ups": "US",
        "fedex": "US",
        "ontrac": "US",
        "lasership": "US",
        "speedee": "US",
        "old_dominion": "US",
    }
)

_NEVER_BEGINS: Final[Mapping[str, str]] = MappingProxyType({"usps_20": "00", "usps_legacy": "00"})
"""The check rule of these is also DHL Parcel DE's, whose numbers begin so and theirs do not."""


def is_off(found: Match) -> bool:
    """Whether the check digit speaks against the number."""
    return not found.valid and found.format.rejects


def shapes(text: str) -> Iterator[tuple[str, Match]]:
    """Every format the number has the shape of, whatever its check digit is.

    `s10` itself stands for the post of a country for which no carrier is known here.
    """
    for form in data().formats:
        found = match(form, text)
        if found is None:
            continue
        if text.startswith(_NEVER_BEGINS.get(form.id, "-")):
            continue
        if form.id != INTERNATIONAL:
            yield form.courier_code, found
        else:
            yield post_of(found.country) or INTERNATIONAL, found


def specificity(found: Match) -> int:
    """4 letters or prefix plus check digit … 1 length only, or a check digit that is off."""
    return found.format.specificity if found.valid else 1


def rank(
    pair: tuple[str, Match], listed: Collection[str], countries: set[str | None]
) -> tuple[int, bool, bool, int, str]:
    """A key to sort pairs of carrier and match by, the likeliest first."""
    code, found = pair
    return (
        -specificity(found),
        code not in listed,
        _HOMES.get(code) not in countries,
        _CONFIDENCE[found.format.confidence],
        found.format.id,
    )
