"""One package of a poll's answer: its history and what stands on it as a whole."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import Kind

from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.heard import Estimate, Statement
from carrier_ingest.carriers.reading import amount, child, children, flag, text
from carrier_ingest.carriers.spans import believable, nearest_zone
from carrier_ingest.carriers.timeline import days, ended
from carrier_ingest.carriers.ups.activity import Activity, day_of, hour_of, whereabouts
from carrier_ingest.carriers.ups.estimates import Hours, basis_of, promised_day, span
from carrier_ingest.carriers.ups.statements import CARRIER, Told

_CURRENCY: Final = re.compile(r"[A-Z]{3}")


class Scanned(Struct, frozen=True):
    """An activity and what was said about it."""

    activity: Activity
    statement: Statement


def told(package: object) -> Told:
    """What a package says beside its scans; charges only while they are unpaid."""
    until = day_of(text(package, "accessPointInformation", "pickupByDate"))
    value, currency = _duties(package)
    delivery = child(package, "deliveryInformation")
    return Told(
        pickup_until=until,
        duties_amount=value,
        duties_currency=currency,
        hidden=_suppressed(package),
        receiver=text(delivery, "receivedBy") or None,
        safe_place=text(delivery, "location") or None,
    )


def estimate(
    number: str,
    package: object,
    newest: Scanned | None,
    said: Sequence[Statement],
    account: str | None,
) -> Estimate | None:
    """The day a package is planned for, where it can be believed and a zone is known."""
    promised = promised_day(_dates(package))
    if promised is None or _is_over(said):
        return None
    day, basis = promised
    if not believable(day, days(said)):
        return None
    zone = estimate_zone(destination(package), newest, account)
    hours = _hours(child(package, "deliveryTime"))
    if zone is None or hours.type == "DEL":
        return None
    return Estimate(
        carrier=CARRIER, number=number, basis=basis_of(basis, hours), span=span(day, hours, zone)
    )


def estimate_zone(
    destination_zone: str | None, newest: Scanned | None, account: str | None
) -> str | None:
    """Whose midnight a promised day ends at."""
    if newest is None:
        return destination_zone or account
    placed = whereabouts(newest.activity, account).placed
    return nearest_zone(destination_zone, newest.statement.milestone, placed, account)


def destination(package: object) -> str | None:
    """The zone of the address a package goes to; the address itself is dropped."""
    for entry in children(package, "packageAddress"):
        if text(entry, "type").upper() == "DESTINATION":
            return _address(child(entry, "address")).placed
    return None


def _address(address: object) -> Whereabouts:
    return Whereabouts(
        country=country_code(text(address, "countryCode"))
        or country_code(text(address, "country")),
        region=text(address, "stateProvince"),
        postcode=text(address, "postalCode"),
    )


def _is_over(oldest_first: Sequence[Statement]) -> bool:
    """Whether the last scan ended its way; a correction may have taken that back."""
    telling = [one for one in oldest_first if one.kind != Kind.INFO]
    return ended(telling[-1:])


def _dates(package: object) -> Mapping[str, date]:
    read = ((text(e, "type"), day_of(text(e, "date"))) for e in children(package, "deliveryDate"))
    return {kind: day for kind, day in read if day is not None}


def _hours(node: object) -> Hours:
    return Hours(
        type=text(node, "type").upper(),
        start=hour_of(text(node, "startTime")),
        end=hour_of(text(node, "endTime")),
    )


def _duties(package: object) -> tuple[str | None, str | None]:
    for payment in children(package, "paymentInformation"):
        currency = text(payment, "currency").upper()
        value = amount(payment, "amount")
        unpaid = text(payment, "type").upper() == "ICOD" and flag(payment, "paid") is not True
        if unpaid and value and _CURRENCY.fullmatch(currency):
            return value, currency
    return None, None


def _suppressed(package: object) -> bool:
    listed = child(package, "suppressionIndicators")
    return "DETAIL" in (listed if isinstance(listed, list) else [listed])
