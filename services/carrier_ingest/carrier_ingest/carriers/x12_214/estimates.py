"""When a sender says a parcel will come: its forecasts and appointments, the last of a file."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import TERMINAL, Kind

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.edi.scopes import Scope
from carrier_ingest.carriers.edi.segments import at
from carrier_ingest.carriers.edi.times import day_of, hour_of, span
from carrier_ingest.carriers.geography import country_code, zone_at
from carrier_ingest.carriers.heard import Basis, Estimate, Statement
from carrier_ingest.carriers.printed import Printed
from carrier_ingest.carriers.x12_214.codes import APPOINTMENT, STATUS
from carrier_ingest.carriers.x12_214.message import Status, place_of
from carrier_ingest.carriers.x12_214.statements import Told
from carrier_ingest.carriers.x12_214.times import ZONES, whereabouts

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
    said, starts = _last(told)
    ended = {one.number: one.milestone in TERMINAL for one in statements if one.kind == Kind.EVENT}
    zone_of = cache(_destination)
    for number, last in said.items():
        zone = _zone(last.status, zone_of(last.status.head), conventions.zone)
        if zone is not None and not ended.get(number, False):
            yield Estimate(
                carrier=conventions.carrier,
                number=number,
                basis=last.basis,
                span=span(starts.get(number), last.end, zone),
            )


def _last(told: Iterable[Told]) -> tuple[dict[str, _Said], dict[str, Printed]]:
    """What was said last of each parcel, and before when it will not come."""
    said: dict[str, _Said] = {}
    starts: dict[str, Printed] = {}
    for one in told:
        own, of_all = _own(one), _dated(one.status, one.status.head)
        for statement in one.statements:
            before = said.get(statement.number)
            told_here = before is not None and before.status.head is one.status.head
            if (found := own or (None if told_here else of_all)) is not None:
                said[statement.number] = found
            if (one.codes.element, one.codes.code) == _NOT_BEFORE:
                starts[statement.number] = one.printed
    return said, starts


def _own(one: Told) -> _Said | None:
    """What a status foretells, or a date beside it; a date in the head is of all statuses."""
    basis = _BASES.get((one.codes.element, one.codes.code))
    if basis is not None:
        return _Said(basis, one.printed, one.status)
    dated = (_dated(one.status, scope) for scope in (one.status.own, one.status.line))
    return next((found for found in dated if found is not None), None)


def _dated(status: Status, scope: Scope) -> _Said | None:
    dated = next(iter(scope.of("G62", "17")), ())
    day = day_of(at(dated, 2))
    return _Said(Basis.FIRST, Printed(day, hour_of(at(dated, 4))), status) if day else None


def _zone(status: Status, destination: str | None, account: str | None) -> str | None:
    """Whose clock a promise is read from: its own code's, the consignee's, the account's, or the
    scan's.
    """
    clock = ZONES.get(at(status.at7, 7).upper())
    return clock or destination or account or whereabouts(place_of(status), None).placed


def _destination(head: Scope) -> str | None:
    """The zone of the consignee's address; the address itself is dropped."""
    role = ""
    for one in head.segments:
        role = at(one, 1) if at(one, 0) == "N1" else role
        if at(one, 0) == "N4" and role in _TO:
            return zone_at(country_code(at(one, 4)), at(one, 2), at(one, 3))
    return None
