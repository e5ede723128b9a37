"""O1, O2: what the client was answered, against what is stored and published."""

from collections.abc import Iterator

from faults.oracle.intents import Scan, intents
from faults.oracle.seen import Record, Seen

_STREAM = "shipment.events.v1"


def acknowledged_is_stored(seen: Seen) -> Iterator[str]:
    """O1: acknowledged is stored; what nobody knows is in or out, but everywhere the same."""
    meant = intents(seen)
    stored, published = _stored_numbers(seen), _booked(seen)
    folded = _folded_numbers(seen)
    for number in sorted(meant.booked_ok - stored):
        yield f"booking {number} was answered 2xx and is not in the order store"
    for name, there in (("shipment.events.v1", published), ("the projection", folded)):
        for number in sorted(stored ^ there):
            where = "only there" if number in there else "in the order store and not there"
            yield f"booking {number} and {name}: {where}"
    said = {scan_of(record) for record in scans(seen)}
    for scan in sorted(meant.said_ok - said):
        yield f"scan {scan} was answered 2xx and is not in the stream"


def stored_was_meant(seen: Seen) -> Iterator[str]:
    """O2: nothing without an intent."""
    meant = intents(seen)
    for number in sorted(_stored_numbers(seen) - meant.booked.keys()):
        yield f"booking {number} is in the order store and nobody meant it"
    for scan in sorted({scan_of(record) for record in scans(seen)} - meant.said):
        yield f"scan {scan} is in the stream and nobody said it"


def scans(seen: Seen) -> Iterator[Record]:
    """The statements of carriers, without repeats."""
    return (one for one in seen.firsts[_STREAM] if one.type == "shipment.scanned.v1")


def scan_of(record: Record) -> Scan:
    """What a statement is about, as the client knows it."""
    body = record.body
    return body["number"], body["code"], body["when"]["local"][:19]


def _booked(seen: Seen) -> set[str]:
    return {one.body["number"] for one in seen.firsts[_STREAM] if one.type == "shipment.booked.v1"}


def _stored_numbers(seen: Seen) -> set[str]:
    """Numbers of parcels in the event store, whatever else its events look like."""
    found = set()
    for event in seen.rows("order/events"):
        if event["topic"].startswith("order.parcel_booked"):
            found |= {word for word in event["state"].replace("\\", "").split('"') if _ups(word)}
    return found


def _folded_numbers(seen: Seen) -> set[str]:
    facts = {fact["shipment"] for fact in seen.rows("projection/facts") if "booked" in fact["type"]}
    return {row["number"] for row in seen.rows("projection/shipments") if row["id"] in facts}


def _ups(word: str) -> bool:
    return word.startswith("1Z") and len(word) == 18
