"""When a sender says a parcel will come: promised before estimated, the newest word of a file."""

from collections.abc import Iterable, Iterator
from typing import Final

from waymark_events.ordering import own_instant
from waymark_events.vocabulary import TERMINAL, Kind

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.edi.segments import Elements
from carrier_ingest.carriers.edi.times import Printed, span
from carrier_ingest.carriers.heard import Basis, Estimate, Statement
from carrier_ingest.carriers.iftsta.message import Status, numbers
from carrier_ingest.carriers.iftsta.places import estimate_zone
from carrier_ingest.carriers.iftsta.statements import Told
from carrier_ingest.carriers.iftsta.times import period

_SINGLE: Final = (("69", Basis.COMMITTED), ("17", Basis.FIRST))
_LATEST, _EARLIEST = "63", "64"


def estimates(
    told: Iterable[Told],
    alone: Iterable[Status],
    statements: Iterable[Statement],
    conventions: Conventions,
) -> Iterator[Estimate]:
    """One a parcel; none of a parcel whose journey has ended. `alone` has no status beside it."""
    newest: dict[str, Estimate] = {}
    for status in alone:
        for number in numbers(status, conventions.carrier):
            newest |= _named(number, status, conventions)
    ended = {one.number: one.milestone in TERMINAL for one in statements if one.kind == Kind.EVENT}
    said = ((one, status.status) for status in told for one in status.statements)
    for statement, status in sorted(said, key=lambda pair: own_instant(pair[0].when)):
        if statement.withdraws is None:
            newest |= _named(statement.number, status, conventions)
    return (one for number, one in newest.items() if not ended.get(number, False))


def _named(number: str, status: Status, conventions: Conventions) -> dict[str, Estimate]:
    zone = estimate_zone(status, conventions.zone)
    for scope in (status.own, status.consignment, status.message):
        said = _said(scope)
        if said is not None and zone is not None:
            basis, start, end = said
            estimate = Estimate(
                carrier=conventions.carrier,
                number=number,
                basis=basis,
                span=span(start, end, zone),
            )
            return {number: estimate}
    return {}


def _said(scope: tuple[Elements, ...]) -> tuple[Basis, Printed | None, Printed] | None:
    for qualifier, basis in _SINGLE:
        if (found := period(scope, qualifier)) is not None:
            return basis, *found
    latest, earliest = period(scope, _LATEST), period(scope, _EARLIEST)
    if latest is None:
        return None
    return Basis.FIRST, earliest[1] if earliest is not None else latest[0], latest[1]
