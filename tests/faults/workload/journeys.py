"""Which parcels there are and what UPS will say of them: all of it drawn from a seed.

Carriers are as they are: late, twice, in the wrong order, with equal times, in the hour that a
change of the clock has twice, and sometimes without a zone.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from waymark_tools.demo.carriers.ups import Scan, pushed

Json = dict[str, Any]
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CITIES: Final = ("Hamburg", "Bremen", "Kassel", "Berlin", "Leipzig", "Jena")
_WAY: Final = (
    ("M/MP/003", "Shipper created a label"),
    ("I/OR/005", "Origin Scan"),
    ("I/DP/005", "Departed from Facility"),
    ("I/AR/005", "Arrived at Facility"),
    ("I/DP/005", "Departed from Facility"),
    ("I/AR/005", "Arrived at Facility"),
    ("I/OT/021", "Out For Delivery Today"),
)
_ENDS: Final = (
    (("D/MG/011", "Delivered"),),
    (("X/48/005", "The receiver was not available"), ("D/MG/011", "Delivered")),
    (("D/2Q/161", "Delivered to UPS Access Point"), ("D/2W/011", "Collected at Access Point")),
)
_CLOCK_CHANGED: Final = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in Berlin, twice
_LATE, _TWICE, _EQUAL, _UNZONED, _EARLY = 0.08, 0.10, 0.05, 0.05, 0.10


class Said(Struct, frozen=True):
    """UPS says one scan at second `at` of the run, `times` times."""

    at: float
    scan: Scan
    times: int
    has_zone: bool

    @property
    def body(self) -> Json:
        """What is pushed."""
        body = dict(pushed(self.scan))
        if not self.has_zone:
            body |= {"gmtActivityDate": "", "gmtActivityTime": "", "gmtOffset": ""}
        return body


class Parcel(Struct, frozen=True):
    """A parcel of a retailer, booked at second `at`; with a person's address or none."""

    retailer: str
    number: str
    at: float
    email: str | None
    said: Sequence[Said]


def parcels(
    chance: random.Random, retailers: Sequence[str], count: int, lasts_s: float, now: datetime
) -> list[Parcel]:
    """All parcels of a run: of ten one is the first retailer's, two the second's, the others the
    last one's. Every other one of the first retailer has a person to be told.
    """
    made = []
    for no in range(count):
        retailer = retailers[(0, 1, 1)[no % 10] if no % 10 < 3 else -1]
        number = ups_number(no, chance)
        email = f"canary-{no}@persons.example" if no % 20 == 0 else None
        at = chance.uniform(0, lasts_s * 0.5)
        said = list(_said(chance, number, at, lasts_s, now))
        made.append(Parcel(retailer, number, at, email, said))
    return sorted(made, key=lambda parcel: parcel.at)


def _said(
    chance: random.Random, number: str, booked: float, lasts_s: float, now: datetime
) -> Iterator[Said]:
    steps = [*_WAY, *chance.choice(_ENDS)]
    begins = _CLOCK_CHANGED if chance.random() < _EARLY else now - timedelta(hours=11)
    begins += timedelta(minutes=chance.randrange(0, 60))
    gap = (lasts_s - booked) / (len(steps) + 1)
    spoken = booked if chance.random() >= _EARLY else max(booked - gap, 0.0)
    when = begins
    for no, (code, text) in enumerate(steps):
        if chance.random() >= _EQUAL:
            when += timedelta(minutes=chance.randrange(10, 70))
        late = chance.uniform(gap, 3 * gap) if chance.random() < _LATE else 0.0
        yield Said(
            at=min(spoken + gap * (no + 0.5) + late, lasts_s),
            scan=Scan(
                number=number,
                code=code,
                text=text,
                city=_CITIES[no % len(_CITIES)],
                country="DE",
                at=min(when, now - timedelta(minutes=len(steps) - no)),
            ),
            times=2 if chance.random() < _TWICE else 1,
            has_zone=chance.random() >= _UNZONED,
        )


def ups_number(no: int, chance: random.Random) -> str:
    """A number of UPS with the check digit that it has to have."""
    account = "".join(chance.choice(_ALPHABET) for _ in range(6))
    body = f"{account}68{no:07d}"
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in body]
    total = sum(values[0::2]) + 2 * sum(values[1::2])
    return f"1Z{body}{-total % 10}"
