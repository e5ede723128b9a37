"""Which journey the facts belong to that the walk does not pass (section 6)."""

from collections.abc import Iterable

from faults.oracle.fold.facts import ESTIMATED, LINKED, NAMES, PROMISED, Fact
from faults.oracle.fold.items import Scan
from faults.oracle.fold.tables import tables
from faults.oracle.fold.times import read
from faults.oracle.fold.walk import Journey

_SAID_AT = {PROMISED: "observed_at", ESTIMATED: "observed_at", LINKED: "at"}


def own_time_of(fact: Fact) -> int:
    """Own time of a fact that the walk does not pass; the watchman's stand at `due`."""
    return read(fact.body[_SAID_AT.get(fact.kind, "due")])


def belonging(facts: Iterable[Fact], found: list[Journey]) -> list[list[Fact]]:
    """Sort the facts that the walk does not pass by journey, oldest journey first.

    A watchman's fact that names nothing that is here is in none.
    """
    facts = list(facts)
    place = {ce_id: at for at, journey in enumerate(found) for ce_id in _said_in(journey)}
    said = [fact for fact in facts if fact.kind in _SAID_AT]
    place |= {fact.ce_id: _journey_at(own_time_of(fact), found) for fact in said}
    sorted_out: list[list[Fact]] = [[] for _ in found]
    for fact in said:
        sorted_out[place[fact.ce_id]].append(fact)
    for fact in facts:
        named = place.get(fact.body[NAMES[fact.kind]]) if fact.kind in NAMES else None
        if named is not None:
            sorted_out[named].append(fact)
    return sorted_out


def _said_in(journey: Journey) -> Iterable[str]:
    for item in journey.items:
        yield from item.statements if isinstance(item, Scan) else (item.face.ce_id,)


def _journey_at(own: int, found: list[Journey]) -> int:
    for at in range(len(found) - 1, 0, -1):
        journey = found[at]
        anchored_at = journey.anchor.own if journey.anchor else 0
        before = anchored_at - own <= tables().moves_within and own > journey.after
        if own >= anchored_at or before:
            return at
    return 0
