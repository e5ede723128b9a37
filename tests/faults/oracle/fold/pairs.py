"""Pairs: one scan heard in two dialects (section 4)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from faults.oracle.fold.items import Item, Scan
from faults.oracle.fold.times import MINUTE, is_day


def partners(ordered: Iterable[Item]) -> dict[str, Scan]:
    """Name of each scan of a pair the other one, by scan_id."""
    single: dict[tuple[object, ...], list[Scan]] = defaultdict(list)
    found: dict[str, Scan] = {}
    for scan in ordered:
        if not isinstance(scan, Scan) or scan.kind == "correction":
            continue
        alike = single[_likeness(scan)]
        partner = next((earlier for earlier in alike if _fit(earlier, scan)), None)
        if partner is None:
            alike.append(scan)
        else:
            alike.remove(partner)
            found[partner.scan_id], found[scan.scan_id] = scan, partner
    return found


def leads(scan: Scan, partner: Scan) -> bool:
    """Whether this one of a pair leads."""
    return (scan.order[3], scan.scan_id) < (partner.order[3], partner.scan_id)


def _likeness(scan: Scan) -> tuple[object, ...]:
    when = scan.said("when")
    time = when["local"] if is_day(when) else scan.own // MINUTE
    return scan.kind, scan.said("milestone"), time


def _fit(earlier: Scan, later: Scan) -> bool:
    if earlier.said("dialect") == later.said("dialect"):
        return False
    one, other = earlier.said("place") or {}, later.said("place") or {}
    return all(
        _alike(one.get(member), other.get(member))
        for member in ("name", "city", "region", "country")
    )


def _alike(one: Any, other: Any) -> bool:
    return one is None or other is None or _folded(one) == _folded(other)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
