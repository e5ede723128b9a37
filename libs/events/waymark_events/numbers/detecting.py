"""Which carrier a number may belong to: a ranked list with reasons, never a guess."""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from waymark_events.numbers.formats import INTERNATIONAL, Match, data, match
from waymark_events.numbers.registry import (
    bare,
    canonical,
    carrier,
    post_of,
)

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


class Candidate(Struct, frozen=True):
    """A carrier the number may belong to, and why it stands at this place of the list."""

    carrier: str
    name: str
    canonical: str
    format_id: str
    specificity: int
    reason: str


class Detection(Struct, frozen=True):
    """All candidates, best first. `chosen` only where no other choice is reasonable."""

    candidates: tuple[Candidate, ...]
    chosen: Candidate | None = None


def detect(
    entered: str,
    *,
    listed: Collection[str] = (),
    origin: str | None = None,
    destination: str | None = None,
) -> Detection:
    """Rank the carriers a number may belong to.

    `listed` are the carriers the retailer uses, `origin` and `destination` ISO countries. One is
    chosen only if it is the only candidate, or the only one the retailer uses.
    """
    ranked = sorted(
        _matches(bare(entered)),
        key=lambda pair: _rank(pair, listed, {origin, destination}),
    )
    candidates: dict[str, Candidate] = {}
    for code, found in ranked:
        if code not in candidates:
            candidates[code] = _candidate(code, found, entered, listed)
    return Detection(tuple(candidates.values()), _chosen(list(candidates.values()), listed))


def _matches(text: str) -> Iterator[tuple[str, Match]]:
    for form in data().formats:
        found = match(form, text)
        if found is None or (not found.valid and form.rejects):
            continue
        if text.startswith(_NEVER_BEGINS.get(form.id, "-")):
            continue
        if form.id != INTERNATIONAL:
            yield form.courier_code, found
        elif (post := post_of(found.country)) is not None:
            yield post, found


def _specificity(found: Match) -> int:
    return found.format.specificity if found.valid else 1


def _rank(
    pair: tuple[str, Match], listed: Collection[str], countries: set[str | None]
) -> tuple[int, bool, bool, int, str]:
    code, found = pair
    return (
        -_specificity(found),
        code not in listed,
        _HOMES.get(code) not in countries,
        _CONFIDENCE[found.format.confidence],
        found.format.id,
    )


def _candidate(code: str, found: Match, entered: str, listed: Collection[str]) -> Candidate:
    known = carrier(code)
    return Candidate(
        carrier=code,
        name=known.name,
        canonical=canonical(code, entered),
        format_id=found.format.id,
        specificity=_specificity(found),
        reason=_reason(code, found, listed),
    )


def _reason(code: str, found: Match, listed: Collection[str]) -> str:
    shape = found.format.name
    if found.expected is None:
        proof = "which has no check digit"
    elif found.valid:
        proof = f"check digit {found.given} is right"
    else:
        proof = f"check digit {found.given} is wrong, which this carrier allows"
    uses = ", and you use this carrier" if code in listed else ""
    return f"has the shape of {shape}, {proof}{uses}"


def _chosen(candidates: list[Candidate], listed: Collection[str]) -> Candidate | None:
    if len(candidates) == 1:
        return candidates[0]
    used = [one for one in candidates if one.carrier in listed]
    return used[0] if len(used) == 1 else None
