"""What the walk passes, in the total order: scans, bookings, cancellations (sections 2 and 3)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from faults.oracle.fold.facts import BOOKED, CANCELLED, SCANNED, Fact
from faults.oracle.fold.tables import tables
from faults.oracle.fold.times import own_time, read

Order = tuple[int, int, int, int, str]
"""Own time, sequence, rank, known_at, ce_id."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A booking (`booked`), a cancellation (`cancelled`) or a scan (the kind of its face)."""

    kind: str
    order: Order
    face: Fact

    @property
    def own(self) -> int:
        """Own time in microseconds."""
        return self.order[0]


@dataclass(frozen=True, slots=True, eq=False)
class Scan(Item):
    """`statements` are the ce_ids of all that was said about it."""

    scan_id: str
    struck: bool
    statements: tuple[str, ...]

    def said(self, member: str) -> Any:
        """What the face says; None when it is absent."""
        return self.face.body.get(member)


def items(facts: Iterable[Fact]) -> list[Item]:
    """Put the items of a stream in the total order."""
    found: list[Item] = []
    statements: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.kind == SCANNED:
            statements[fact.body["scan_id"]].append(fact)
        elif fact.kind == BOOKED:
            found.append(_item("booked", fact, fact.body["booked_at"], "unknown"))
        elif fact.kind == CANCELLED:
            found.append(_item("cancelled", fact, fact.body["at"], "cancelled"))
    found += [_scan(scan_id, said) for scan_id, said in statements.items()]
    return sorted(found, key=lambda item: item.order)


def _item(kind: str, fact: Fact, at: str, milestone: str) -> Item:
    return Item(kind, (read(at), 0, tables().ranks[milestone], fact.known_at, fact.ce_id), fact)


def _scan(scan_id: str, said: list[Fact]) -> Scan:
    ranked = sorted(said, key=_newness)
    standing = [fact for fact in ranked if not _strikes_itself(fact)]
    face = standing[-1] if standing else ranked[-1]
    known_at = min(fact.known_at for fact in said)
    rank = tables().ranks[face.body["milestone"]]
    return Scan(
        kind=face.body["kind"],
        order=(
            own_time(face.body["when"]),
            face.body.get("sequence", 0),
            rank,
            known_at,
            face.ce_id,
        ),
        face=face,
        scan_id=scan_id,
        struck=bool(standing) and _strikes_itself(ranked[-1]),
        statements=tuple(fact.ce_id for fact in said),
    )


def _newness(fact: Fact) -> tuple[int, int, str]:
    return read(fact.body["observed_at"]), fact.body["mapping_version"], fact.ce_id


def _strikes_itself(fact: Fact) -> bool:
    body = fact.body
    return (body["kind"], body.get("withdraws")) == ("correction", body["scan_id"])
