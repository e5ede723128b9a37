"""When a sender says a parcel will come: promised before estimated, the newest word of a file."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import msgspec
from waymark_events.ordering import own_instant
from waymark_events.vocabulary import TERMINAL, Kind

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.edi.scopes import Scope
from carrier_ingest.carriers.edi.times import span
from carrier_ingest.carriers.heard import Basis, Estimate, Statement
from carrier_ingest.carriers.iftsta.places import estimate_zone
from carrier_ingest.carriers.iftsta.statements import Told
from carrier_ingest.carriers.iftsta.times import period
from carrier_ingest.carriers.printed import Printed

_SINGLE: Final = (("69", Basis.COMMITTED), ("17", Basis.FIRST))
_LATEST, _EARLIEST = "63", "64"
_Said = tuple[Basis, Printed | None, Printed]


def estimates(
    told: Iterable[Told], statements: Iterable[Statement], conventions: Conventions
) -> Iterator[Estimate]:
    """One a parcel; none of a parcel whose journey has ended, none of what is taken back."""
    standing = [one for one in told if one.parcels and not one.status.withdrawn]
    alone = [one for one in standing if not one.statements]
    timed = sorted(
        (one for one in standing if one.statements),
        key=lambda one: own_instant(one.statements[0].when),
    )
    ended = {one.number: one.milestone in TERMINAL for one in statements if one.kind == Kind.EVENT}
    newest: dict[str, Estimate] = {}
    for one, estimate in _read([*alone, *timed], conventions):
        for number in one.parcels:
            newest[number] = msgspec.structs.replace(estimate, number=number)
    return (one for number, one in newest.items() if not ended.get(number, False))


def _read(told: Iterable[Told], conventions: Conventions) -> Iterator[tuple[Told, Estimate]]:
    """What each status promises its parcels, if anything; a scope around many is read once."""
    of_scope = cache(_said)
    for one in told:
        found = (of_scope(scope) for scope in one.status.scopes)
        said = next((words for words in found if words is not None), None)
        zone = estimate_zone(one.status, conventions.zone) if said is not None else None
        if said is not None and zone is not None:
            basis, start, end = said
            promised = span(start, end, zone)
            yield (
                one,
                Estimate(
                    carrier=conventions.carrier, number=one.parcels[0], basis=basis, span=promised
                ),
            )


def _said(scope: Scope) -> _Said | None:
    for qualifier, basis in _SINGLE:
        if (found := period(scope.of("DTM", qualifier))) is not None:
            return basis, *found
    latest, earliest = (period(scope.of("DTM", one)) for one in (_LATEST, _EARLIEST))
    if latest is None:
        return None
    return Basis.FIRST, earliest[1] if earliest is not None else latest[0], latest[1]
