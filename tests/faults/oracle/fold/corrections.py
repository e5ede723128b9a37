"""Corrections: what takes back what (section 5)."""

from collections.abc import Iterable, Sequence

from faults.oracle.fold.items import Item, Scan


class Gone:
    """Which scans move nothing: struck ones, taken ones, and the other one of their pair.

    Corrections that name a scan are known from the beginning; `take_last` is for the others.
    """

    def __init__(self, ordered: Iterable[Item], partners: dict[str, Scan]) -> None:
        scans = {item.scan_id: item for item in ordered if isinstance(item, Scan)}
        self.taken: set[str] = set()
        self._partners = partners
        self._named: dict[str, Scan] = {}
        for scan in scans.values():
            target = scans.get(scan.said("withdraws") or "")
            if scan.kind == "correction" and target and target.kind != "correction":
                self._named.setdefault(target.scan_id, scan)
                self.taken.add(target.scan_id)

    def has(self, scan: Scan) -> bool:
        """Whether a scan, or the other one of its pair, was struck or taken."""
        partner = self._partners.get(scan.scan_id)
        return self._by_itself(scan) or (partner is not None and self._by_itself(partner))

    def take_last(self, correction: Scan, journey: Sequence[Item]) -> Scan | None:
        """Take what a correction without a name means, of the items passed in its journey."""
        for scan in reversed(journey):
            if isinstance(scan, Scan) and self._is_meant(scan, correction):
                self._named[scan.scan_id] = correction
                self.taken.add(scan.scan_id)
                return scan
        return None

    def _is_meant(self, scan: Scan, correction: Scan) -> bool:
        codes = correction.said("withdraws_codes")
        taker = self._named.get(scan.scan_id)
        return (
            scan.kind == "event"
            and scan.said("dialect") == correction.said("dialect")
            and not scan.struck
            and (not codes or any(_fits(code, scan.said("code")) for code in codes))
            and (taker is None or taker.order > correction.order)
        )

    def _by_itself(self, scan: Scan) -> bool:
        return scan.struck or scan.scan_id in self.taken


def _fits(pattern: str, code: str) -> bool:
    wanted, given = pattern.split("/"), code.split("/")
    slots = zip(wanted, given, strict=False)
    return len(wanted) == len(given) and all(slot in ("*", field) for slot, field in slots)
