"""What a status means: element 1650 leads, 1651 tells why; 1652 is an appointment.

The same letters mean other things in each of the three lists.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct
from waymark_events.vocabulary import Kind

from carrier_ingest.carriers.edi.meanings import agreed, as_told, sharpened
from carrier_ingest.carriers.edi.segments import Elements, at, picked
from carrier_ingest.carriers.meanings import UNKNOWN, Meaning
from carrier_ingest.carriers.tables import by_kind_and_code
from carrier_ingest.carriers.x12_214.message import Status

STATUS: Final = "status"
APPOINTMENT: Final = "appointment"
ESTIMATES: Final = frozenset({"AG", "X2", "E1", "B6", "C1"})
"""Statuses whose time is a forecast: nothing has happened yet."""
_NEUTRAL: Final = frozenset({"SD", "NS", "AH", "AP", "CD"})
_NO_REASON: Final = frozenset({"NS", "NA"})
_NOT_WHOLE: Final = {"S": "delivered.short", "D": "delivered.damaged"}


class Codes(Struct, frozen=True):
    """The codes of an AT7, and whose list the first is of."""

    element: str
    code: str
    reason: str

    def __str__(self) -> str:
        """As statements carry them: `status/D1/NS`."""
        return f"{self.element}/{self.code}/{self.reason}"

    @property
    def forecasts(self) -> bool:
        """Whether its time is one to come."""
        return self.element == APPOINTMENT or self.code in ESTIMATES


def codes_of(at7: Elements) -> Codes | None:
    """Read the codes; None where there is neither a status nor an appointment."""
    for element, place in ((STATUS, 1), (APPOINTMENT, 3)):
        if code := at(at7, place).upper()[:8]:
            return Codes(element, code, at(at7, place + 1).upper()[:8])
    return None


def meaning_of(codes: Codes, status: Status, options: Mapping[str, str]) -> Meaning:
    """Look the codes up: what the account says of a status, then the tables."""
    table = by_kind_and_code(__package__)
    if codes.element == APPOINTMENT:
        row = table.get(("appointment_1652", codes.code))
        return as_told(row, Kind.INFO) if row else msgspec.structs.replace(UNKNOWN, kind=Kind.INFO)
    if (own := agreed(options, codes.code)) is not None:
        return own
    row = table.get(("status_1650", codes.code))
    if row is None:
        return UNKNOWN
    kind = Kind.INFO if codes.forecasts else Kind.EVENT
    reason = table.get(("reason_1651", codes.reason)) if codes.reason not in _NO_REASON else None
    said = sharpened(row, reason, kind, neutral=codes.code in _NEUTRAL)
    return _counted(said, status) if said.reason == "delivered.other" else said


def _counted(said: Meaning, status: Status) -> Meaning:
    """A delivery whose exceptions of lading say short or damaged."""
    told = (_NOT_WHOLE.get(at(one, 1).upper()) for one in picked(status.own.segments, "Q7"))
    reason = next((one for one in told if one is not None), said.reason)
    return msgspec.structs.replace(said, reason=reason)
