"""A carrier's code as its table writes it, and patterns over it.

A code has slots parted by `/`, each a field the carrier sent (`DLVRD/NGHBR/ZU`, `D/FS/011`); in a
pattern a slot may be `*`. What `shipment.scanned` lists in `withdraws_codes` are patterns.
"""

from collections.abc import Iterable


def matches(pattern: str, code: str) -> bool:
    """Whether a code is meant by a pattern: as many slots, each equal or `*`."""
    wanted, given = pattern.split("/"), code.split("/")
    return len(wanted) == len(given) and all(
        slot in ("*", field) for slot, field in zip(wanted, given, strict=True)
    )


def matches_any(patterns: Iterable[str], code: str) -> bool:
    """Whether a code is meant by one of the patterns; no patterns at all mean every code."""
    listed = tuple(patterns)
    return not listed or any(matches(pattern, code) for pattern in listed)
