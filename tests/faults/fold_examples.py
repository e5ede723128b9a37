"""Records as they lie on the topic, written short, for examples worked out by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

from faults.oracle.fold import Fact, micros

SHIPMENT = "28767218-0a05-51af-a368-15a3d9ca01b8"
STREAM = {"retailer": "nordlicht", "carrier": "ups", "number": "1Z"}
DAY_0 = datetime(2026, 3, 1, tzinfo=UTC)


def moment(hours: float) -> str:
    return (DAY_0 + timedelta(hours=hours)).isoformat()


def fact(ce_id: str, named: str, hours: float, **body: Any) -> Fact:
    known_at = micros(DAY_0 + timedelta(hours=hours))
    return Fact(ce_id, known_at, f"shipment.{named}.v1", STREAM | body)


def scanned(scan_id: str, milestone: str, hours: float, **said: Any) -> Fact:
    """A statement `<scan_id>` of the scan of that name, known as soon as it happened."""
    when = {"local": moment(hours)[:19], "certainty": "exact", "instant": moment(hours)}
    body = {
        "scan_id": scan_id,
        "kind": "event",
        "milestone": milestone,
        "reason": "unstated",
        "when": when,
        "code": milestone,
        "dialect": "ups",
        "channel": "push",
        "account": "ups-main",
        "observed_at": moment(hours),
        "mapping_version": 1,
    }
    return fact(said.pop("ce_id", scan_id), "scanned", said.pop("known", hours), **body | said)


def corrected(scan_id: str, hours: float, **said: Any) -> Fact:
    return scanned(scan_id, "unknown", hours, **{"kind": "correction"} | said)


def booked(ce_id: str, hours: float, **said: Any) -> Fact:
    body = {
        "entered": "1Z",
        "order_id": "order-1",
        "order_version": 1,
        "order_reference": "SO-1",
        "parcel_id": f"parcel-{ce_id}",
        "parcel_no": 1,
        "recipients": ["anna"],
        "direction": "outbound",
        "way": "home",
        "destination": {"country": "US", "zone": "America/Los_Angeles"},
        "placed_at": moment(hours),
        "booked_at": moment(hours),
        "hand_over_by": moment(hours + 24),
    }
    return fact(ce_id, "booked", hours, **body | said)


def promised(ce_id: str, hours: float, day: str, due: float) -> Fact:
    span = {"from": day, "to": day, "precision": "day", "zone": "America/Los_Angeles"}
    return fact(ce_id, "promised", hours, span=span, due=moment(due), observed_at=moment(hours))


def cancelled(ce_id: str, hours: float) -> Fact:
    return fact(ce_id, "cancelled", hours, order_id="order-1", order_version=2, at=moment(hours))
