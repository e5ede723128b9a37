"""Scans and the statements about them: which one is shown, which are struck out."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from waymark_events.messages.shipments import ShipmentScanned
from waymark_events.ordering import OrderKey
from waymark_events.vocabulary import RANK, Kind

from projection.domain.facts import Fact
from projection.domain.instants import happened, utc


class Scan(Struct, frozen=True, gc=False, kw_only=True):
    """A scan as it stands after all statements about it.

    `shown` is the statement that speaks for it and `face` its body; `newest` the last statement,
    which is another one when it strikes the scan out under its own id. `known_at` is that of the
    first statement; `statements` stand newest first.
    """

    shown: Fact
    face: ShipmentScanned
    newest: Fact
    known_at: datetime
    key: OrderKey
    statements: tuple[Fact, ...]

    @property
    def scan_id(self) -> str:
        """The identity that all its statements share."""
        return self.face.scan_id

    @property
    def struck(self) -> bool:
        """Whether the newest statement takes the scan back under its own id."""
        return self.newest is not self.shown


def scans_of(facts: Iterable[Fact]) -> list[Scan]:
    """Group statements by scan, in the total order. Facts of other types are passed over."""
    groups: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact.body, ShipmentScanned):
            groups[fact.body.scan_id].append(fact)
    return sorted((_scan(group) for group in groups.values()), key=lambda scan: scan.key)


def scan_key(scan: ShipmentScanned, known_at: datetime, ce_id: str) -> OrderKey:
    """A statement's place in the total order, when it speaks for its scan."""
    return OrderKey(happened(scan.when), scan.sequence, RANK[scan.milestone], known_at, ce_id)


def strikes_itself(scan: ShipmentScanned) -> bool:
    """Whether a statement takes back the very scan it is about."""
    return scan.kind == Kind.CORRECTION and scan.withdraws == scan.scan_id


def _scan(group: list[Fact]) -> Scan:
    statements = tuple(sorted(group, key=_revision, reverse=True))
    shown = next((fact for fact in statements if not _strikes(fact)), statements[0])
    known_at = utc(min(fact.known_at for fact in group))
    face = _body(shown)
    return Scan(
        shown=shown,
        face=face,
        newest=statements[0] if _strikes(statements[0]) else shown,
        known_at=known_at,
        key=scan_key(face, known_at, shown.ce_id),
        statements=statements,
    )


def _revision(fact: Fact) -> tuple[datetime, int, str]:
    body = _body(fact)
    return (body.observed_at, body.mapping_version, fact.ce_id)


def _strikes(fact: Fact) -> bool:
    return strikes_itself(_body(fact))


def _body(fact: Fact) -> ShipmentScanned:
    """A scan's statement; groups hold nothing else."""
    body = fact.body
    assert isinstance(body, ShipmentScanned)  # noqa: S101 (narrows a type, decides nothing)
    return body
