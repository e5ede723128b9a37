"""A retailer's settings and those of its test mode: what may be set, and what follows of it."""

import re
from typing import Final

from msgspec.structs import replace
from waymark_events.ids import for_tests
from waymark_events.messages.retailers import RetailerSet
from waymark_events.numbers import TEST, carrier
from waymark_runtime.faults import Refused

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,30}[a-z0-9]")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")


def check(asked: RetailerSet) -> None:
    """Refused says what would be right."""
    if not _SLUG.fullmatch(asked.retailer):
        raise Refused(
            f"{asked.retailer!r} is no retailer id: 3 to 32 of a-z, 0-9 and -", "bad_retailer"
        )
    if not _COLOUR.fullmatch(asked.colour):
        raise Refused(f"{asked.colour!r} is no colour such as #1f5f8b", "bad_colour")
    for code in asked.carriers:
        carrier(code)
        if code == TEST:
            raise Refused(
                "every test mode has the carrier test, and no other has", "only_in_test_mode"
            )


def following(asked: RetailerSet, known: RetailerSet | None) -> RetailerSet:
    """The settings with their version; those that are known, where nothing changes."""
    if known is not None and replace(asked, version=known.version) == known:
        return known
    return replace(asked, version=1 if known is None else known.version + 1)


def for_test_mode(live: RetailerSet, known: RetailerSet | None) -> RetailerSet:
    """The settings of a retailer's test mode."""
    copied = replace(live, retailer=for_tests(live.retailer), test=True)
    return with_topics_of(known, copied)


def with_topics_of(known: RetailerSet | None, asked: RetailerSet) -> RetailerSet:
    """The settings; whether it has topics is no matter of these."""
    return replace(asked, topics=known is not None and known.topics)
