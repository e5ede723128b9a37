"""What UPS pushes: each parcel's scans in order, of some the same bytes again."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

REPEATED_EVERY: Final = 100
EACH: Final = 5
_START: Final = datetime(2026, 3, 12, 9, tzinfo=UTC)


def number_of(parcel: int) -> str:
    """A parcel's tracking number."""
    return f"1Z999AA1{parcel:010d}"


def bodies(count: int) -> Iterator[tuple[str, bytes]]:
    """Tracking numbers and bodies, `count` of them distinct; every hundredth comes twice."""
    parcels = max(count // EACH, 1)
    for no in range(count):
        turn, parcel = divmod(no, parcels)
        number = number_of(parcel)
        body = json.dumps(push(number, turn)).encode()
        yield number, body
        if no % REPEATED_EVERY == REPEATED_EVERY - 1:
            yield number, body


def push(number: str, turn: int) -> dict[str, Any]:
    """A parcel's scan of this turn, as UPS writes it."""
    at = _START + timedelta(hours=3 * turn)
    return {
        "trackingNumber": number,
        "localActivityDate": f"{at:%Y%m%d}",
        "localActivityTime": f"{at - timedelta(hours=7):%H%M%S}",
        "activityLocation": {"city": "PORTLAND", "stateProvince": "OR", "country": "US"},
        "activityStatus": {"type": "I", "code": "DP", "description": "Departed from Facility"},
        "gmtActivityDate": f"{at:%Y%m%d}",
        "gmtActivityTime": f"{at:%H%M%S}",
        "gmtOffset": "-07.00",
    }
