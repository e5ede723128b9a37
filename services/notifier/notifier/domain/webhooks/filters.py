"""Which types an endpoint wants: none named means all, `order.*` means all that begin so."""

from collections.abc import Iterable, Sequence
from typing import Final

from waymark_events.webhooks import RETAILER_TYPES

MOST: Final = 50
_ALL_BELOW: Final = ".*"


def wants(patterns: Sequence[str], kind: str) -> bool:
    """Whether a type is wanted by somebody who named these."""
    return not patterns or any(_fits(pattern, kind) for pattern in patterns)


def expanded(patterns: Sequence[str]) -> list[str]:
    """The types that are wanted, sorted."""
    return [kind for kind in RETAILER_TYPES if wants(patterns, kind)]


def unknown(patterns: Iterable[str]) -> list[str]:
    """The patterns that fit no type there is."""
    return [one for one in patterns if not any(_fits(one, kind) for kind in RETAILER_TYPES)]


def _fits(pattern: str, kind: str) -> bool:
    if pattern.endswith(_ALL_BELOW):
        return kind.startswith(pattern[:-1])
    return kind == pattern
