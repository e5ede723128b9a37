"""The shape of a status message: consignments in it, statuses in them, and what holds for all."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.edi.envelope import Message
from carrier_ingest.carriers.edi.segments import Elements, at, parts, picked
from carrier_ingest.carriers.reading import tracking_number

WITHDRAWING: Final = frozenset({"1", "3"})
_OTHERWISE: Final = ("AAM", "CN", "SRN", "UCN", "AWB")


class Status(Struct, frozen=True, kw_only=True):
    """A status and all that stands around it, the nearest first.

    `status` is absent where a consignment has none; `own` is what follows it until the next one.
    """

    sender: str
    withdrawn: bool
    cni: Elements
    status: Elements | None
    own: tuple[Elements, ...]
    consignment: tuple[Elements, ...]
    message: tuple[Elements, ...]

    def found(self, tag: str, *qualifiers: str) -> Iterator[Elements]:
        """The segments of a tag with one of the qualifiers, those of the status first."""
        for scope in (self.own, self.consignment, self.message):
            yield from picked(scope, tag, *qualifiers)

    def nearest(self, tag: str, qualifier: str) -> list[Elements]:
        """Those of the nearest scope that has any."""
        for scope in (self.own, self.consignment, self.message):
            if there := list(picked(scope, tag, qualifier)):
                return there
        return []


def statuses(message: Message) -> Iterator[Status]:
    """The statuses of a message in its order."""
    heads, consignments = parts(message.segments, "CNI")
    for consignment in consignments or [()]:
        before, listed = parts(consignment[1:], "STS")
        for status in listed or [()]:
            yield Status(
                sender=at(message.interchange, 2),
                withdrawn=any(at(one, 3) in WITHDRAWING for one in picked(heads, "BGM")),
                cni=consignment[0] if consignment else (),
                status=status[0] if status else None,
                own=status[1:],
                consignment=before,
                message=heads,
            )


def numbers(status: Status, carrier: str) -> tuple[str, ...]:
    """The parcels a status is about: package numbers, else the consignment's own number."""
    for written in _tries(status):
        read = (tracking_number(carrier, one) for one in written)
        if found := tuple(dict.fromkeys(one for one in read if one is not None)):
            return found
    return ()


def consignment_number(status: Status, carrier: str) -> str | None:
    """The number that names the whole consignment."""
    return tracking_number(carrier, at(status.cni, 2))


def _tries(status: Status) -> Iterator[list[str]]:
    yield [at(one, 1, 1) for one in status.nearest("RFF", "CW")]
    yield [at(status.cni, 2)]
    yield [
        at(one, 2)
        for tag, kind in (("GIN", "BJ"), ("PCI", "33E"))
        for one in status.found(tag, kind)
    ]
    for kind in _OTHERWISE:
        yield [at(one, 1, 1) for one in status.nearest("RFF", kind)]
