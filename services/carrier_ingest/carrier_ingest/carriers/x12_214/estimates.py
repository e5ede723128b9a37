"""When a sender says a parcel will come: its forecasts and appointments, the last of a file."""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import TERMINAL, Kind

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.edi.segments import Elements, at
from carrier_ingest.carriers.edi.times import Printed, day_of, hour_of, span
from carrier_ingest.carriers.geography import country_code, zone_at
from carrier_ingest.carriers.heard import Basis, Estimate, Statement
from carrier_ingest.carriers.x12_214.codes import APPOINTMENT, STATUS
from carrier_ingest.carriers.x12_214.message import Status, place_of
from carrier_ingest.carriers.x12_214.statements import Told
from carrier_ingest.carriers.x12_214.times import ZONES

_BASES: Final = {
    (STATUS, "AG"): Basis.FIRST,
    (STATUS, "X2"): Basis.FIRST,
    (APPOINTMENT, "AB"): Basis.COMMITTED,
    (APPOINTMENT, "X9"): Basis.COMMITTED,
    (APPOINTMENT, "AC"): Basis.FIRST,
    (APPOINTMENT, "LD"): Basis.FIRST,
}
_NOT_BEFORE: Final = (APPOINTMENT, "ED")
_TO: Final = ("ST", "CN")


class _Said(Struct, frozen=True):
    basis: Basis
    end: Printed
    status: Status


def estimates(
    told: Iterable[Told], statements: Iterable[Statement], conventions: Conventions
) -> Iterator[Estimate]:
    """One a parcel, by what was said last; none of a parcel whose journey has ended."""
    said: dict[str, _Said] = {}
    starts: dict[str, Printed] = {}
    for one in told:
        for statement in one.statements:
            if (found := _said(one)) is not None:
                said[statement.number] = found
            if (one.codes.element, one.codes.code) == _NOT_BEFORE:
                starts[statement.number] = one.printed
    ended = {one.number: one.milestone in TERMINAL for one in statements if one.kind == Kind.EVENT}
    for number, last in said.items():
        zone = _zone(last.status, conventions.zone)
        if zone is not None and not ended.get(number, False):
            yield Estimate(
                carrier=conventions.carrier,
                number=number,
                basis=last.basis,
                span=span(starts.get(number), last.end, zone),
            )


def _said(one: Told) -> _Said | None:
    basis = _BASES.get((one.codes.element, one.codes.code))
    if basis is not None:
        return _Said(basis, one.printed, one.status)
    for dated in one.status.found("G62"):
        day = day_of(at(dated, 2)) if at(dated, 1) == "17" else None
        if day is not None:
            return _Said(Basis.FIRST, Printed(day, hour_of(at(dated, 4))), one.status)
    return None


def _zone(status: Status, account: str | None) -> str | None:
    """Whose clock a promise is read from: its own code's, the consignee's, the account's, or the
    scan's.
    """
    place = place_of(status)
    here = zone_at(place.country, place.region or "") if place is not None else None
    clock = ZONES.get(at(status.at7, 7).upper())
    return clock or _destination(status.head) or account or here


def _destination(head: Iterable[Elements]) -> str | None:
    """The zone of the consignee's address; the address itself is dropped."""
    role = ""
    for one in head:
        role = at(one, 1) if at(one, 0) == "N1" else role
        if at(one, 0) == "N4" and role in _TO:
            return zone_at(country_code(at(one, 4)), at(one, 2), at(one, 3))
    return None
