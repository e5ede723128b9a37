"""UPS: what the Track API answers, and the events that Track Alert pushes."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

Json = dict[str, Any]
_ZONES: Final = {
    "DE": ZoneInfo("Europe/Berlin"),
    "FR": ZoneInfo("Europe/Paris"),
    "JP": ZoneInfo("Asia/Tokyo"),
}
_NAMES: Final = {"DE": "Germany", "FR": "France", "JP": "Japan"}
_CODES: Final = ("type", "code", "statusCode")
TOKEN_LIFETIME_S: Final = 14_399


class Scan(Struct, frozen=True, kw_only=True):
    """One activity. `planned` is the day of delivery that UPS names with it."""

    number: str
    code: str
    text: str
    city: str
    country: str
    at: datetime
    planned: datetime | None = None

    @property
    def local(self) -> datetime:
        """The time on the wall where it was scanned."""
        return self.at.astimezone(_ZONES[self.country])


class Ups:
    """What UPS knows. Written by the player, read by the server's threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._scans: dict[str, list[Scan]] = {}
        self._duties: dict[str, Json] = {}

    def knows(self, scan: Scan) -> None:
        """Put a scan into the number's history."""
        with self._lock:
            self._scans.setdefault(scan.number, []).append(scan)

    def wants(self, number: str, amount: str, *, paid: bool) -> None:
        """Ask for import charges, or note that they were paid."""
        charge = {"type": "ICOD", "amount": amount, "currency": "EUR", "paid": paid}
        with self._lock:
            self._duties[number] = charge

    def details(self, number: str) -> Json:
        """The Track API's answer: a number without scans is not found, with status 200."""
        with self._lock:
            scans = list(self._scans.get(number, ()))
            charge = self._duties.get(number)
        shipment: Json = {"inquiryNumber": number}
        if scans:
            shipment["package"] = [_package(number, scans, charge)]
        else:
            shipment["warnings"] = [{"code": "TW0001", "message": "Tracking Information Not Found"}]
        return {"trackResponse": {"shipment": [shipment]}}


def pushed(scan: Scan) -> Mapping[str, object]:
    """The event that Track Alert posts; all values are text."""
    kind, code, status = scan.code.split("/")
    gmt, local = scan.at.astimezone(UTC), scan.local
    return {
        "trackingNumber": scan.number,
        "localActivityDate": f"{local:%Y%m%d}",
        "localActivityTime": f"{local:%H%M%S}",
        "gmtActivityDate": f"{gmt:%Y%m%d}",
        "gmtActivityTime": f"{gmt:%H%M%S}",
        "gmtOffset": _offset(local, "."),
        "activityLocation": {
            "city": scan.city.upper(),
            "stateProvince": "",
            "postalCode": "",
            "country": scan.country,
        },
        "activityStatus": {
            "type": kind,
            "code": code,
            "description": scan.text,
            "descriptionCode": status,
        },
        "scheduledDeliveryDate": f"{scan.planned:%Y%m%d}" if scan.planned else "",
        "actualDeliveryDate": f"{local:%Y%m%d}" if kind == "D" else "",
        "actualDeliveryTime": f"{local:%H%M%S}" if kind == "D" else "",
    }


def _package(number: str, scans: list[Scan], charge: Json | None) -> Json:
    newest_first = sorted(scans, key=lambda scan: scan.at, reverse=True)
    planned = next((scan.planned for scan in newest_first if scan.planned), None)
    package: Json = {
        "trackingNumber": number,
        "packageCount": 1,
        "service": {"code": "011", "levelCode": "011", "description": "UPS Standard"},
        "activity": [_activity(scan) for scan in newest_first],
    }
    if planned:
        package["deliveryDate"] = [{"type": "RDD", "date": f"{planned:%Y%m%d}"}]
        package["deliveryTime"] = {"type": "EOD"}
    if charge:
        package["paymentInformation"] = [charge]
    return package


def _activity(scan: Scan) -> Json:
    gmt, local = scan.at.astimezone(UTC), scan.local
    status = dict(zip(_CODES, scan.code.split("/"), strict=True))
    address = {"countryCode": scan.country, "country": _NAMES[scan.country]}
    return {
        "date": f"{local:%Y%m%d}",
        "time": f"{local:%H%M%S}",
        "gmtDate": f"{gmt:%Y%m%d}",
        "gmtTime": f"{gmt:%H:%M:%S}",
        "gmtOffset": _offset(local, ":"),
        "location": {"address": address | ({"city": scan.city} if scan.city else {})},
        "status": status | {"description": f"{scan.text} "},
    }


def _offset(local: datetime, mark: str) -> str:
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}{mark}{abs(minutes) % 60:02d}"
