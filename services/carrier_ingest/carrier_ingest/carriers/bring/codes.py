"""What a scan's group means, sharpened by the event code; reasons and actions are of EDI alone."""

import re
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import RANK, TERMINAL, UNMAPPED, Kind, Milestone, family

from carrier_ingest.carriers.tables import Row, by_code

_NEED_A_REASON: Final = frozenset({"H", "V", "VI", "VL", "Y", "O"})
_KEEP_THEIR_MILESTONE: Final = frozenset({"O", "I"})
_GOES_BACK: Final = frozenset({"E", "EX"})
_WITH_A_NEIGHBOUR: Final = "O02"
_TROUBLED: Final = frozenset({Milestone.ATTEMPT_FAILED, Milestone.EXCEPTION})


class Codes(Struct, frozen=True, kw_only=True):
    """The codes of one scan, in the table's spelling; "" for what was not said.

    `group` is one of 18 words, `event` of BIG07-2 with its `reason` and `action`.
    """

    group: str
    event: str = ""
    reason: str = ""
    action: str = ""

    def __str__(self) -> str:
        """As statements carry them, so that a mended table can be applied to the stream."""
        said = [self.group, self.event, self.reason, self.action]
        while said and not said[-1]:
            said.pop()
        return "/".join(said)


class Meaning(Struct, frozen=True, kw_only=True):
    """What one scan does to a parcel."""

    kind: Kind
    milestone: Milestone
    reason: str


def codes_from(group: str, event: str = "", reason: str = "", action: str = "") -> Codes:
    """Bring codes to the table's spelling."""
    bare = re.sub(r"[^A-Z_]", "", group.upper())[:32]
    return Codes(group=bare, event=_bare(event), reason=_bare(reason), action=_bare(action))


def meaning_of(codes: Codes) -> Meaning:
    """The event, unless its group says more; then its reason; then what was done about it."""
    row = _event_or_group(codes)
    why = _row("reason", codes.reason)
    found = _meaning(row or why)
    if row is not None and why is not None and why.kind == Kind.EVENT and _asks_why(codes, row):
        keeps = codes.event in _KEEP_THEIR_MILESTONE
        milestone = row.milestone if keeps else why.milestone
        found = Meaning(kind=Kind.EVENT, milestone=milestone, reason=why.reason)
    done = _row("action", codes.action)
    if done is None:
        return found
    return _acted(found, done, codes.action) if row or why else _meaning(done, codes.action)


def _event_or_group(codes: Codes) -> Row | None:
    table = by_code(__package__)
    event, group = table.get(f"event:{codes.event}"), table.get(f"group:{codes.group}")
    if event is None or (group is not None and _weaker(event, group)):
        return group
    return event


def _weaker(event: Row, group: Row) -> bool:
    """Whether a code says less than the group it stands in, which Bring keeps with more care.

    What the recipient is told or wishes ends no journey; what went back is not delivered.
    """
    if group.reason == UNMAPPED:
        return False
    if group.kind == Kind.INFO:
        return event.milestone in TERMINAL
    if group.milestone == Milestone.RETURNING and event.milestone == Milestone.DELIVERED:
        return True
    stands_still = event.kind == Kind.INFO and group.milestone != Milestone.IN_TRANSIT
    return stands_still or _strength(event) < _strength(group)


def _strength(row: Row) -> int:
    """How far along a row is; a failed attempt is as good a word for trouble as any."""
    return RANK[Milestone.EXCEPTION if row.milestone in _TROUBLED else row.milestone]


def _asks_why(codes: Codes, row: Row) -> bool:
    return codes.event in _NEED_A_REASON or row.milestone in _TROUBLED


def _acted(found: Meaning, done: Row, action: str) -> Meaning:
    """Actions are information, but for those that send the parcel back or leave it next door."""
    if action == _WITH_A_NEIGHBOUR:
        return _meaning(done, action)
    if action not in _GOES_BACK:
        return found
    known_cause = family(found.reason) not in ("progress", "delivered", UNMAPPED)
    reason = found.reason if known_cause else done.reason
    return Meaning(kind=Kind.EVENT, milestone=done.milestone, reason=reason)


def _meaning(row: Row | None, action: str = "") -> Meaning:
    if row is None:
        return Meaning(kind=Kind.EVENT, milestone=Milestone.IN_TRANSIT, reason=UNMAPPED)
    moves = action in _GOES_BACK or action == _WITH_A_NEIGHBOUR
    kind = Kind.EVENT if moves else Kind(row.kind)
    return Meaning(kind=kind, milestone=row.milestone, reason=row.reason)


def _row(kind: str, code: str) -> Row | None:
    """The row of a code, else the longest pattern it fits: `FF*` before `F**` before `*`."""
    if not code:
        return None
    table = by_code(__package__)
    stars = [f"{code[:length]}{'*' * (3 - length)}" for length in (2, 1)]
    tries = [code, *(stars if len(code) > 1 else ()), "*"]
    return next((row for one in tries if (row := table.get(f"{kind}:{one}"))), None)


def _bare(code: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", code).upper()[:8]
