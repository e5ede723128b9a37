"""How much was tried, for whoever wants to know."""

from collections import Counter
from typing import Final

COUNTS: Final[Counter[str]] = Counter()
"""Interleavings that came to rest, effects, and what was done to them, since the process began."""


def told(seconds: float) -> str:
    """A line of it."""
    counted = dict(COUNTS)
    runs = counted.pop("interleavings", 0)
    more = ", ".join(f"{number:,} {name}" for name, number in sorted(counted.items()))
    return f"{runs / seconds * 60:,.0f} interleavings a minute: {runs:,} in {seconds:.0f} s; {more}"
