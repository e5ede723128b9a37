"""The fold: a shipment's state from the set of its facts, in any order and any number of times."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zlib import crc32

from waymark_events.messages.shipments import (
    ShipmentEstimated,
    ShipmentPromised,
    ShipmentScanned,
)
from waymark_events.values import Estimate, Promise

from projection.domain.facts import Fact
from projection.domain.gather import (
    booked_of,
    estimate_from,
    estimate_key,
    links_of,
    promise_from,
    promise_key,
    watch_of,
)
from projection.domain.history import WATCHMAN, History, history_of
from projection.domain.instants import EARLIEST, has_hour, utc
from projection.domain.scans import Scan
from projection.domain.state import BLOOM_BYTES, EMPTY, State, Stream

SEVERAL = "*"
FOLD_VERSION: Final = 1
"""To be raised with each change that lets any history come out otherwise: rows of a lower one are
folded anew when they are next touched, or all at once by `waymark rebuild`."""


def fold(facts: Iterable[Fact]) -> State:
    """The state after these facts. Reads no clock, never raises on a stored fact."""
    history = history_of(facts)
    if history is None:
        return EMPTY
    trip = history.trips[-1]
    here = _present(history)
    promise, promised_at = _promise(here)
    estimate, estimated = _estimate(here)
    other_known, other_fact = _others(history)
    dialect, timed, day = _voices(history.scans)
    body = history.facts[0].body
    return State(
        stream=Stream(body.retailer, body.carrier, body.number),
        journey=trip.id,
        opened=trip.opened,
        reused=trip.reused,
        head=_head(history),
        course=trip.course,
        booked=booked_of(here),
        promise=promise,
        promised_at=promised_at,
        estimate=estimate,
        estimated=estimated,
        links=links_of(here),
        watch=watch_of(here, promise.promise_id if promise else ""),
        heard=_heard(history, here),
        carrier_known=_carrier_known(history),
        other_known=other_known,
        other_fact=other_fact,
        scans=_filter(history.scans),
        dialect=dialect,
        timed=timed,
        day=day,
        dangling=history.dangling,
    )


def bits(scan_id: str) -> int:
    """The Bloom filter's three bits of a scan id: a known one is never missed."""
    mixed = crc32(scan_id.encode())
    return 1 << (mixed & 511) | 1 << (mixed >> 9 & 511) | 1 << (mixed >> 18 & 511)


def _present(history: History) -> list[Fact]:
    last = len(history.trips) - 1
    return [fact for fact in history.facts if history.places.get(fact.ce_id) == last]


def _head(history: History) -> tuple[datetime, int, int, datetime, str]:
    items = [item.key for trip in history.trips for item in trip.items]
    at, sequence, rank, known_at, ce_id = max(items, default=EMPTY.head)
    return (at, sequence, rank, known_at, ce_id)


def _promise(facts: Iterable[Fact]) -> tuple[Promise | None, datetime]:
    made = [(fact, fact.body) for fact in facts if isinstance(fact.body, ShipmentPromised)]
    if not made:
        return None, EARLIEST
    fact, body = max(made, key=lambda pair: promise_key(*pair))
    return promise_from(fact, body), utc(body.observed_at)


def _estimate(facts: Iterable[Fact]) -> tuple[Estimate | None, tuple[datetime, int, str]]:
    made = [(fact, fact.body) for fact in facts if isinstance(fact.body, ShipmentEstimated)]
    if not made:
        return None, EMPTY.estimated
    fact, body = max(made, key=lambda pair: estimate_key(*pair))
    return estimate_from(body), estimate_key(fact, body)


def _heard(history: History, facts: Iterable[Fact]) -> tuple[datetime, str] | None:
    last = len(history.trips) - 1
    scans = [scan for scan in history.scans if history.places[scan.shown.ce_id] == last]
    heard = [(scan.key.instant, scan.newest.ce_id) for scan in scans]
    for fact in facts:
        if isinstance(fact.body, ShipmentEstimated):
            heard.append((utc(fact.body.observed_at), fact.ce_id))
    return max(heard, default=None)


def _carrier_known(history: History) -> datetime | None:
    carrier = (ShipmentScanned, ShipmentEstimated)
    known = [utc(fact.known_at) for fact in history.facts if isinstance(fact.body, carrier)]
    return max(known, default=None)


def _others(history: History) -> tuple[datetime | None, str]:
    others = [fact for fact in history.facts if not isinstance(fact.body, WATCHMAN)]
    return max(((utc(fact.known_at), fact.ce_id) for fact in others), default=(None, ""))


def _filter(scans: Iterable[Scan]) -> bytes:
    known = 0
    for scan in scans:
        known |= bits(scan.scan_id)
        if scan.face.withdraws is not None:
            known |= bits(scan.face.withdraws)
    return known.to_bytes(BLOOM_BYTES, "little")


def _voices(scans: Iterable[Scan]) -> tuple[str, datetime | None, str]:
    """Who spoke, and the latest scan with and without an hour: what a new scan could pair with."""
    dialect, timed, day = "", None, ""
    for scan in scans:
        spoken = scan.face.dialect
        dialect = spoken if dialect in {"", spoken} else SEVERAL
        if has_hour(scan.face.when):
            timed = max(timed or scan.key.instant, scan.key.instant)
        else:
            day = max(day, scan.face.when.local)
    return dialect, timed, day
