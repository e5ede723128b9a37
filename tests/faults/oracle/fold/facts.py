"""Facts of one stream as the oracle reads them: a set by ce_id, whatever came twice (section 1)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

Body = dict[str, Any]
"""The JSON object of a message of `shipment.events.v1`, as it lay on the wire."""

SCANNED: Final = "shipment.scanned.v1"
ESTIMATED: Final = "shipment.estimated.v1"
BOOKED: Final = "shipment.booked.v1"
CANCELLED: Final = "shipment.cancelled.v1"
PROMISED: Final = "shipment.promised.v1"
LINKED: Final = "shipment.linked.v1"
MISSED: Final = "shipment.promise_missed.v1"
SILENT: Final = "shipment.fell_silent.v1"
NEVER_SEEN: Final = "shipment.never_seen.v1"
EXPIRED: Final = "shipment.expired.v1"

CARRIERS: Final = frozenset({SCANNED, ESTIMATED})
NAMES: Final = {
    MISSED: "promise_id",
    SILENT: "fact_id",
    NEVER_SEEN: "booking_id",
    EXPIRED: "fact_id",
}
"""The watchman's types, and the member of each that names the fact it was raised for."""
KNOWN: Final = CARRIERS | NAMES.keys() | {BOOKED, CANCELLED, PROMISED, LINKED}


@dataclass(frozen=True, slots=True)
class Fact:
    """A record of the stream. `known_at` is its append time in microseconds since 1970 in UTC;

    `kind` is the CloudEvents type such as `shipment.scanned.v1`. Other types are no facts.
    """

    ce_id: str
    known_at: int
    kind: str
    body: Body


def distinct(facts: Iterable[Fact]) -> list[Fact]:
    """Leave one fact for each ce_id: the one that was appended first."""
    kept: dict[str, Fact] = {}
    for fact in facts:
        if fact.kind not in KNOWN:
            continue
        other = kept.setdefault(fact.ce_id, fact)
        if other is not fact and _age(fact) < _age(other):
            kept[fact.ce_id] = fact
    return list(kept.values())


def _age(fact: Fact) -> tuple[int, str, str]:
    return (
        fact.known_at,
        fact.kind,
        json.dumps(fact.body, ensure_ascii=False, separators=(",", ":")),
    )
