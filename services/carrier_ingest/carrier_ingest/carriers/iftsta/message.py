"""The shape of a status message: consignments in it, statuses in them, and what holds for all."""

from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import Struct

from carrier_ingest.carriers.edi.envelope import Message
from carrier_ingest.carriers.edi.scopes import Named, Scope, everywhere, nearest
from carrier_ingest.carriers.edi.segments import Elements, at, parts, picked
from carrier_ingest.carriers.reading import tracking_number

WITHDRAWING: Final = frozenset({"1", "3"})
_PACKAGE: Final = Named("RFF", "CW", number_at=(1, 1))
_MARKS: Final = (Named("GIN", "BJ"), Named("PCI", "33E"))
_OTHERWISE: Final = tuple(
    Named("RFF", kind, number_at=(1, 1)) for kind in ("AAM", "CN", "SRN", "UCN", "AWB")
)


class Status(Struct, frozen=True, kw_only=True):
    """A status and all that stands around it.

    `status` is absent where a consignment has none; `own` is what follows it until the next one.
    `whole` is the consignment's own number.
    """

    sender: str
    withdrawn: bool
    message: Scope
    whole: str | None = None
    consignment: Scope
    status: Elements | None = None
    own: Scope

    @property
    def scopes(self) -> tuple[Scope, Scope, Scope]:
        """What holds for the status, the nearest first."""
        return self.own, self.consignment, self.message


def statuses(message: Message, carrier: str) -> Iterator[Status]:
    """The statuses of a message in its order: those before its consignments, or without any, too.

    A message of neither is one without a status, and so is a consignment.
    """
    heads, consignments = parts(message.segments, "CNI")
    before, listed = parts(heads, "STS")
    around = Status(
        sender=at(message.interchange, 2),
        withdrawn=any(at(one, 3) in WITHDRAWING for one in picked(heads, "BGM")),
        message=Scope(before),
        consignment=Scope(),
        own=Scope(),
    )
    if listed or not consignments:
        yield from _each(around, listed)
    for consignment in consignments:
        before, listed = parts(consignment[1:], "STS")
        whole = tracking_number(carrier, at(consignment[0], 2))
        inside = msgspec.structs.replace(around, whole=whole, consignment=Scope(before))
        yield from _each(inside, listed)


def numbers(status: Status, carrier: str) -> tuple[str, ...]:
    """The parcels a status is about: package numbers, else the consignment's own number."""
    return next((found for found in _tries(status, carrier) if found), ())


def _each(around: Status, listed: list[tuple[Elements, ...]]) -> Iterator[Status]:
    if not listed:
        yield around
    for status in listed:
        yield msgspec.structs.replace(around, status=status[0], own=Scope(status[1:]))


def _tries(status: Status, carrier: str) -> Iterator[tuple[str, ...]]:
    yield nearest(status.scopes, _PACKAGE, carrier)
    yield () if status.whole is None else (status.whole,)
    yield everywhere(status.scopes, _MARKS, carrier)
    for otherwise in _OTHERWISE:
        yield nearest(status.scopes, otherwise, carrier)
