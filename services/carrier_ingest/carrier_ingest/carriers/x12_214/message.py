"""The shape of a 214: a shipment's numbers, then statuses, each with the place that follows it."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from waymark_events.values import Place

from carrier_ingest.carriers.edi.envelope import Message
from carrier_ingest.carriers.edi.scopes import Named, Scope, nearest
from carrier_ingest.carriers.edi.segments import Elements, at, parts, picked
from carrier_ingest.carriers.edi.times import day_of, hour_of
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.printed import Printed

_MARKS: Final = (Named("MAN", "CP"), Named("MAN", "GM"))
_TRACKING: Final = Named("L11", "2I", kind_at=2, number_at=(1, 0))
_PRO: Final = Named("B10", "B10", kind_at=0, number_at=(1, 0))


class Status(Struct, frozen=True, kw_only=True):
    """An AT7 and what stands around it: what follows it, all of its LX, the head of the shipment.

    `written` is when the group was made, by the sender's clock.
    """

    sender: str
    written: Printed | None
    at7: Elements
    own: Scope
    line: Scope
    head: Scope


def statuses(message: Message) -> Iterator[Status]:
    """The statuses of a transaction set in its order."""
    head, lines = parts(message.segments, "LX")
    made = message.group if message.group else message.interchange[5:]
    day = day_of(at(made, 4))
    written = Printed(day, hour_of(at(made, 5))) if day else None
    carrier = next((at(one, 3) for one in picked(head, "B10")), "")
    before, _ = parts(head, "AT7")
    shared = Scope(before)
    for line in (head[len(before) :], *lines):
        here = parts(line, "AT7")[1]
        around = Scope(line)
        for status in here:
            yield Status(
                sender=carrier or at(message.interchange, 6),
                written=written,
                at7=status[0],
                own=Scope(status[1:]),
                line=around,
                head=shared,
            )


def numbers(status: Status, carrier: str) -> tuple[str, ...]:
    """The parcels a status is about: marks of its packages, else the shipment's number.

    What names a line's packages stands behind all of its statuses.
    """
    return next((found for found in _tries(status, carrier) if found), ())


def shipment_number(status: Status, carrier: str) -> str | None:
    """What the carrier tracks the whole shipment by: the PRO."""
    return next(iter(status.head.numbers(_PRO, carrier) or ()), None)


def place_of(status: Status) -> Place | None:
    """Where a status happened, where it is told by names and not by coordinates."""
    ms1 = next(picked(status.own.segments, "MS1"), ())
    city, region, country = at(ms1, 1), at(ms1, 2), country_code(at(ms1, 3))
    if not (city or region or country):
        return None
    return Place(city=city or None, region=region or None, country=country)


def _tries(status: Status, carrier: str) -> Iterator[tuple[str, ...]]:
    for scope in (status.own, status.line):
        for mark in _MARKS:
            yield scope.numbers(mark, carrier) or ()
    yield nearest((status.own, status.line, status.head), _TRACKING, carrier)
    yield status.head.numbers(_PRO, carrier) or ()
