"""The same scan heard in two dialects: two identities, shown once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from waymark_events.values import Place
from waymark_events.vocabulary import Kind

from projection.domain.instants import has_hour
from projection.domain.scans import Scan

_FIELDS = ("name", "city", "region", "country")


class Pairs:
    """Who is whose pair. The scan learned first leads; the other follows and moves nothing."""

    def __init__(self, partners: Mapping[str, Scan], followers: frozenset[str]) -> None:
        self._partners = partners
        self._followers = followers

    def partner(self, scan_id: str) -> Scan | None:
        """The same scan in the other dialect."""
        return self._partners.get(scan_id)

    def follows(self, scan_id: str) -> bool:
        """Whether another scan speaks for this one."""
        return scan_id in self._followers


def pairs_of(scans: Iterable[Scan]) -> Pairs:
    """Match greedily in the total order: each scan with the first still single one that fits."""
    single: defaultdict[tuple[str, ...], list[Scan]] = defaultdict(list)
    partners: dict[str, Scan] = {}
    followers: set[str] = set()
    for scan in scans:
        if scan.face.kind == Kind.CORRECTION:
            continue
        waiting = single[_moment(scan)]
        match = next((other for other in waiting if _fit(other, scan)), None)
        if match is None:
            waiting.append(scan)
            continue
        waiting.remove(match)
        partners[scan.scan_id], partners[match.scan_id] = match, scan
        followers.add(max((match, scan), key=_learned).scan_id)
    return Pairs(partners, frozenset(followers))


def _moment(scan: Scan) -> tuple[str, ...]:
    """What has to be equal: kind, milestone, and the printed day or the minute in UTC."""
    when = scan.face.when
    minute = scan.key.instant.isoformat()[: len("YYYY-MM-DDTHH:MM")]
    return (scan.face.kind, scan.face.milestone, minute if has_hour(when) else when.local)


def _fit(first: Scan, second: Scan) -> bool:
    return first.face.dialect != second.face.dialect and _agree(first.face.place, second.face.place)


def _agree(first: Place | None, second: Place | None) -> bool:
    if first is None or second is None:
        return True
    return all(_alike(getattr(first, name), getattr(second, name)) for name in _FIELDS)


def _alike(first: str | None, second: str | None) -> bool:
    if first is None or second is None:
        return True
    return " ".join(first.split()).casefold() == " ".join(second.split()).casefold()


def _learned(scan: Scan) -> tuple[datetime, str]:
    return (scan.known_at, scan.scan_id)
