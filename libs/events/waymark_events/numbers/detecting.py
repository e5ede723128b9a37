"""Which carrier a number may belong to: a ranked list with reasons, never a guess."""

from collections.abc import Collection, Iterable, Iterator, Mapping
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


class Near(Struct, frozen=True):
    """A carrier whose number this would be with the check digit `expected` instead of `given`."""

    carrier: str
    name: str
    format_id: str
    given: str
    expected: str

    @property
    def reason(self) -> str:
        """What is wrong and what would be right, for a sentence that begins with the number."""
        return (
            f"has the shape of {self.name}, but its check digit is {self.given}; "
            f"{self.expected} would be right"
        )


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
    fitting = (pair for pair in _shapes(bare(entered)) if not _is_off(pair[1]))
    ranked = _ranked(fitting, listed, {origin, destination})
    found = [_candidate(code, best, entered, listed) for code, best in ranked.items()]
    return Detection(tuple(found), _chosen(found, listed))


def near(
    entered: str,
    *,
    listed: Collection[str] = (),
    origin: str | None = None,
    destination: str | None = None,
) -> tuple[Near, ...]:
    """The carriers whose number this would be but for its check digit, ranked as `detect` does.

    For telling a person what to look at again: where `detect` has candidates, those come first.
    """
    off = (pair for pair in _shapes(bare(entered)) if _is_off(pair[1]))
    ranked = _ranked(off, listed, {origin, destination})
    return tuple(
        Near(code, carrier(code).name, found.format.id, found.given or "", found.expected or "")
        for code, found in ranked.items()
    )


def _is_off(found: Match) -> bool:
    """Whether the check digit speaks against the number."""
    return not found.valid and found.format.rejects


def _shapes(text: str) -> Iterator[tuple[str, Match]]:
    """Every format the number has the shape of, whatever its check digit is."""
    for form in data().formats:
        found = match(form, text)
        if found is None:
            continue
        if text.startswith(_NEVER_BEGINS.get(form.id, "-")):
            continue
        if form.id != INTERNATIONAL:
            yield form.courier_code, found
        elif (post := post_of(found.country)) is not None:
            yield post, found


def _specificity(found: Match) -> int:
    return found.format.specificity if found.valid else 1


def _ranked(
    pairs: Iterable[tuple[str, Match]], listed: Collection[str], countries: set[str | None]
) -> dict[str, Match]:
    """The best match of each carrier, best carrier first."""
    best: dict[str, Match] = {}
    for code, found in sorted(pairs, key=lambda pair: _rank(pair, listed, countries)):
        best.setdefault(code, found)
    return best


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
