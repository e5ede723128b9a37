"""When FedEx says it will deliver: what it estimates, else what it has committed itself to."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Final

from msgspec import Struct
from waymark_events.ordering import zone_of
from waymark_events.values import Span

from carrier_ingest.carriers.fedex.scans import place_of
from carrier_ingest.carriers.geography import zone_at
from carrier_ingest.carriers.heard import Basis
from carrier_ingest.carriers.printed import Printed, printed
from carrier_ingest.carriers.reading import child, children, text
from carrier_ingest.carriers.spans import day_or_window

_CHANGED: Final = frozenset({"AE", "DY", "US"})
_UNAVAILABLE: Final = "EDDUNAVAILABLE"
_ADDRESSES: Final = (
    ("recipientInformation", "address"),
    ("lastUpdatedDestinationAddress",),
    ("deliveryDetails", "actualDeliveryAddress"),
)


class Planned(Struct, frozen=True):
    """What is planned; `span` is None where FedEx says that it cannot tell."""

    basis: Basis
    span: Span | None


def planned(result: object, newest_code: str, zone: str) -> Planned | None:
    """The estimate in force, which takes the place of the commitment; one only, or none."""
    days = days_of(result)
    revised = Basis.REVISED if newest_code in _CHANGED else Basis.FIRST
    tries = (
        (revised, _window(result, "estimatedDeliveryTimeWindow", zone)),
        (revised, _by(days.get("APPOINTMENT_DELIVERY"), zone)),
        (revised, _by(days.get("ESTIMATED_DELIVERY"), zone)),
        (Basis.COMMITTED, _window(result, "standardTransitTimeWindow", zone)),
        (Basis.COMMITTED, _by(days.get("COMMITMENT"), zone)),
    )
    found = next((Planned(basis, span) for basis, span in tries if span), None)
    if found is None and _UNAVAILABLE in _service_area(result):
        return Planned(Basis.NONE, None)
    return found


def days_of(result: object) -> Mapping[str, Printed]:
    """`dateAndTimes` by type, the first of each; midnight is how FedEx writes a day alone."""
    found: dict[str, Printed] = {}
    for entry in children(result, "dateAndTimes"):
        told = _day_or_hour(text(entry, "dateTime"))
        if told is not None:
            found.setdefault(text(entry, "type").upper(), told)
    return found


def destination_zone(result: object) -> str | None:
    """The zone of the address a parcel goes to; the address itself is dropped."""
    for path in _ADDRESSES:
        address = result
        for key in path:
            address = child(address, key)
        place = place_of(address)
        zone = zone_at(place.country, place.region or "", text(address, "postalCode"))
        if zone is not None:
            return zone
    return None


def _service_area(result: object) -> str:
    return text(result, "deliveryDetails", "destinationServiceArea").upper()


def _window(result: object, name: str, zone: str) -> Span | None:
    window = child(child(result, name), "window")
    end = _day_or_hour(text(window, "ends"))
    start = _day_or_hour(text(window, "begins"))
    if end is None:
        return _by(start, zone)
    first, begins = _local(start, zone) if start else (None, None)
    day, ends = _local(end, zone)
    return day_or_window(day, begins if first == day else None, ends, zone)


def _by(told: Printed | None, zone: str) -> Span | None:
    if told is None:
        return None
    day, hour = _local(told, zone)
    return day_or_window(day, None, hour, zone)


def _local(told: Printed, zone: str) -> tuple[date, time | None]:
    """The day and hour at the destination: an offset may be another place's."""
    if told.hour is None or told.offset is None:
        return told.day, told.hour
    try:
        instant = (datetime.combine(told.day, told.hour) - told.offset).replace(tzinfo=UTC)
        local = instant.astimezone(zone_of(zone))
    except (ValueError, OverflowError):
        return told.day, told.hour
    return local.date(), local.time().replace(second=0, microsecond=0)


def _day_or_hour(written: str) -> Printed | None:
    told = printed(written)
    return Printed(told.day) if told is not None and told.hour == time.min else told
