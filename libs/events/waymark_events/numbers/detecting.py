"""Which carrier a number may belong to: a ranked list with reasons, never a guess."""

from collections.abc import Collection, Iterable

from msgspec import Struct

from waymark_events.numbers.formats import INTERNATIONAL, Match
from waymark_events.numbers.ranking import is_off, rank, shapes, specificity
from waymark_events.numbers.registry import bare, canonical, carrier


class Candidate(Struct, frozen=True):
    """A carrier the number may belong to, and why it stands at this place of the list."""

    carrier: str
    name: str
    canonical: str
    format_id: str
    specificity: int
    reason: str


class Fit(Struct, frozen=True):
    """One format that a number has the shape of, whoever else's it may have.

    `check_digit` is `valid`, or `none` where the format has none or does not reject by it;
    `confidence` says how sure the format itself is. `carrier` is `s10` for a post that is no
    carrier here.
    """

    carrier: str
    format: str
    check_digit: str
    confidence: str


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
    fitting = (pair for pair in shapes(bare(entered)) if not is_off(pair[1]))
    posted = (pair for pair in fitting if pair[0] != INTERNATIONAL)
    ranked = _ranked(posted, listed, {origin, destination})
    found = [_candidate(code, best, entered, listed) for code, best in ranked.items()]
    return Detection(tuple(found), _chosen(found, listed))


def fits(
    entered: str,
    *,
    listed: Collection[str] = (),
    origin: str | None = None,
    destination: str | None = None,
) -> tuple[Fit, ...]:
    """Every format that fits a number, best first: of one carrier there may be several."""
    pairs = [pair for pair in shapes(bare(entered)) if not is_off(pair[1])]
    pairs.sort(key=lambda pair: rank(pair, listed, {origin, destination}))
    return tuple(_fit(code, found) for code, found in pairs)


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
    off = (pair for pair in shapes(bare(entered)) if is_off(pair[1]) and pair[0] != INTERNATIONAL)
    ranked = _ranked(off, listed, {origin, destination})
    return tuple(
        Near(code, carrier(code).name, found.format.id, found.given or "", found.expected or "")
        for code, found in ranked.items()
    )


def _ranked(
    pairs: Iterable[tuple[str, Match]], listed: Collection[str], countries: set[str | None]
) -> dict[str, Match]:
    """The best match of each carrier, best carrier first."""
    best: dict[str, Match] = {}
    for code, found in sorted(pairs, key=lambda pair: rank(pair, listed, countries)):
        best.setdefault(code, found)
    return best


def _fit(code: str, found: Match) -> Fit:
    checked = found.valid and found.expected is not None
    digit = "valid" if checked else "none"
    return Fit(code, found.format.id, digit, found.format.confidence)


def _candidate(code: str, found: Match, entered: str, listed: Collection[str]) -> Candidate:
    known = carrier(code)
    return Candidate(
        carrier=code,
        name=known.name,
        canonical=canonical(code, entered),
        format_id=found.format.id,
        specificity=specificity(found),
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
