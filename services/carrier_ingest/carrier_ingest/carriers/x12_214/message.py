"""The shape of a 214: a shipment's numbers, then statuses, each with the place that follows it."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from waymark_events.values import Place

from carrier_ingest.carriers.edi.envelope import Message
from carrier_ingest.carriers.edi.segments import Elements, at, parts, picked
from carrier_ingest.carriers.edi.times import Printed, day_of, hour_of
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.reading import tracking_number

_MARKS: Final = ("CP", "GM")


class Status(Struct, frozen=True, kw_only=True):
    """An AT7 and what stands around it: what follows it, its LX, and the head of the shipment.

    `written` is when the group was made, by the sender's clock.
    """

    sender: str
    written: Printed | None
    at7: Elements
    own: tuple[Elements, ...]
    line: tuple[Elements, ...]
    head: tuple[Elements, ...]

    def found(self, tag: str) -> Iterator[Elements]:
        """The segments of a tag, the nearest first."""
        for scope in (self.own, self.line, self.head):
            yield from picked(scope, tag)


def statuses(message: Message) -> Iterator[Status]:
    """The statuses of a transaction set in its order."""
    head, lines = parts(message.segments, "LX")
    made = message.group if message.group else message.interchange[5:]
    day = day_of(at(made, 4))
    written = Printed(day, hour_of(at(made, 5))) if day else None
    carrier = next((at(one, 3) for one in picked(head, "B10")), "")
    before, listed = parts(head, "AT7")
    for line, here in [((), listed), *(parts(line[1:], "AT7") for line in lines)]:
        for status in here:
            yield Status(
                sender=carrier or at(message.interchange, 6),
                written=written,
                at7=status[0],
                own=status[1:],
                line=line,
                head=before,
            )


def numbers(status: Status, carrier: str) -> tuple[str, ...]:
    """The parcels a status is about: marks of its packages, else the shipment's number."""
    for written in _tries(status):
        read = (tracking_number(carrier, one) for one in written)
        if found := tuple(dict.fromkeys(one for one in read if one is not None)):
            return found
    return ()


def shipment_number(status: Status, carrier: str) -> str | None:
    """What the carrier tracks the whole shipment by: the PRO."""
    written = (at(one, 1) for one in picked(status.head, "B10"))
    return next((one for text in written if (one := tracking_number(carrier, text))), None)


def place_of(status: Status) -> Place | None:
    """Where a status happened, where it is told by names and not by coordinates."""
    ms1 = next(picked(status.own, "MS1"), ())
    city, region, country = at(ms1, 1), at(ms1, 2), country_code(at(ms1, 3))
    if not (city or region or country):
        return None
    return Place(city=city or None, region=region or None, country=country)


def _tries(status: Status) -> Iterator[list[str]]:
    marks = [one for scope in (status.own, status.line) for one in picked(scope, "MAN")]
    for kind in _MARKS:
        yield [at(one, 2) for one in marks if at(one, 1) == kind]
    yield [at(one, 1) for one in picked(status.head, "L11") if at(one, 2) == "2I"]
    yield [at(one, 1) for one in picked(status.head, "B10")]
