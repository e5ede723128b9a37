"""Whether a number entered with its carrier may be taken."""

from msgspec import Struct

from waymark_events.numbers import played
from waymark_events.numbers.formats import INTERNATIONAL, Match, match
from waymark_events.numbers.registry import (
    OURS,
    MalformedNumberError,
    bare,
    canonical,
    carrier,
    formats_of,
    post_of,
)


class Valid(Struct, frozen=True):
    """The number has a format of the carrier and its check digit is right."""

    canonical: str
    format_id: str


class Accepted(Struct, frozen=True):
    """The number has none of the carrier's formats: taken, with a warning."""

    canonical: str
    warning: str


class Refused(Struct, frozen=True):
    """The number cannot be the carrier's. `would_be_right` names what could be."""

    carrier: str
    format_id: str | None
    what: str
    would_be_right: str


def check(carrier_code: str, entered: str) -> Valid | Accepted | Refused:
    """Judge a number for a carrier; UnknownCarrierError when nobody has that code."""
    known = carrier(carrier_code)
    try:
        number = canonical(carrier_code, entered)
    except MalformedNumberError as fault:
        return Refused(carrier_code, None, str(fault), f"a tracking number of {known.name}")
    if carrier_code in OURS:
        return Valid(number, carrier_code)
    if carrier_code == played.TEST:
        return _played(number, entered)
    shapes = _shapes(carrier_code, {bare(entered), number})
    right = [found for found in shapes if found.valid]
    if right:
        best = max(right, key=lambda found: found.format.specificity)
        return Valid(number, best.format.id)
    wrong = [found for found in shapes if found.format.rejects]
    if wrong:
        return _refused(known.name, carrier_code, entered, wrong[0])
    return Accepted(number, f"{entered!r} has none of the shapes known of {known.name}")


def _played(number: str, entered: str) -> Valid | Refused:
    if played.journey_of(number) is not None:
        return Valid(number, played.TEST)
    what = f"{entered!r} plays no journey of the test carrier"
    return Refused(played.TEST, played.TEST, what, played.would_be_right())


def _shapes(carrier_code: str, texts: set[str]) -> list[Match]:
    """The carrier's formats that the number has the shape of."""
    return [
        found
        for form in formats_of(carrier_code)
        for text in sorted(texts)
        if (found := match(form, text)) is not None
        and (form.id != INTERNATIONAL or post_of(found.country) == carrier_code)
    ]


def _refused(name: str, carrier_code: str, entered: str, wrong: Match) -> Refused:
    return Refused(
        carrier_code,
        wrong.format.id,
        f"{entered!r} has the shape of {name} ({wrong.format.name}), but its check digit is"
        f" {wrong.given} where {wrong.expected} would be right",
        f"the number with check digit {wrong.expected}, or another number: one digit was mistyped",
    )
