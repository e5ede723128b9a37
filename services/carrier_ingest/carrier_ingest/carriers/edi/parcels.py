"""What a status says of each of its parcels; how many times a payload may do so."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
from waymark_events.vocabulary import LinkKind

from carrier_ingest.carriers.edi.scopes import MOST_PARCELS
from carrier_ingest.carriers.heard import Linked, Statement, scan_id

MOST_TOLD: Final = 20_000
"""Statuses times parcels that are heard of one payload: a short file could else tell millions."""
MOST_SENTENCES: Final = 50


class Bound:
    """Counts what a payload tells of parcels. `noun` is what a status is called in a sentence."""

    def __init__(self, noun: str) -> None:
        self._noun = noun
        self._told = 0

    def refuses(self, parcels: Sequence[str]) -> str | None:
        """Say why a status about these parcels is not heard; None counts it."""
        if not parcels:
            return f"{self._noun} names no readable number"
        if len(parcels) > MOST_PARCELS:
            return f"{self._noun} names more than {MOST_PARCELS} parcels and is not heard"
        if self._told + len(parcels) > MOST_TOLD:
            return (
                f"{self._noun} would tell of parcels more than {MOST_TOLD} times in one payload "
                "and is not heard"
            )
        self._told += len(parcels)
        return None


def of_each(said: Statement, parcels: Iterable[str]) -> tuple[Statement, ...]:
    """The same of each parcel; what strikes itself strikes that of the same parcel."""
    return tuple(_of(said, number) for number in parcels)


def pieces(statements: Iterable[Statement], whole: str | None) -> Iterator[Linked]:
    """Parcels are pieces of the whole that they are listed under."""
    for said in statements:
        if whole is not None and whole != said.number:
            yield Linked(
                carrier=said.carrier,
                number=said.number,
                successor_carrier=said.carrier,
                successor=whole,
                kind=LinkKind.PIECE,
            )


def sentences(found: Iterable[str]) -> tuple[str, ...]:
    """Each once, and no more than somebody reads."""
    distinct = tuple(dict.fromkeys(found))
    left = len(distinct) - MOST_SENTENCES
    return distinct if left <= 0 else (*distinct[:MOST_SENTENCES], f"and {left} more of the kind")


def _of(said: Statement, number: str) -> Statement:
    key = (*said.scan_key[:2], number, *said.scan_key[3:])
    struck = scan_id(key) if said.withdraws is not None else None
    return msgspec.structs.replace(said, scan_key=key, number=number, withdraws=struck)
