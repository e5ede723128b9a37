"""A no to a command by topic: which fields were wrong, and nothing of what was sent.

The answer is kept for ever, and what stood in a wrong field may be personal.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError
from waymark_events.messages.intake import Fault
from waymark_runtime.faults import Denied

from order.app.intake import Refusal

_MOST: Final = 50
_LONGEST: Final = 1_000
_MEMBER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_UNSAID: Final = "'…'"
_SAID: Final = frozenset({"reference"})
"""Members that answers name anyway."""
POINTERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "only_in_test_mode": ("/carrier", "/number"),
        "order_exists": ("/reference",),
        "unknown_order": ("/reference",),
        "order_cancelled": ("/reference",),
        "handed_over": ("/reference",),
        "line_twice": ("/lines",),
        "line_bound": ("/lines",),
        "overbooked": ("/contents",),
        "not_delivered": ("/contents",),
        "unknown_line": ("/contents",),
        "unknown_parcel": ("/parcel_no", "/replaces", "/returns"),
        "parcel_cancelled": ("/parcel_no",),
        "parcel_ended": ("/parcel_no",),
        "no_return_parcel": ("/parcel_no",),
        "received_twice": ("/parcel_no",),
        "not_replaceable": ("/replaces",),
        "replaced_already": ("/replaces",),
        "wrong_direction": ("/replaces", "/returns"),
        "number_booked": ("/number",),
        "bad_promise": ("/promise",),
        "no_calendar": ("/promise/working_days",),
        "unknown_zone": ("/destination/zone",),
        "zone_needed": ("/destination/zone",),
        "unknown_country": ("/destination/country",),
    }
)
"""The field a refusal is about, by its code: the first of these that the command has."""


def misfit(fault: ValidationError) -> Denied:
    """A body that does not fit: a pointer to each field and what it should be."""
    errors = [
        {"pointer": pointer(one["loc"]), "detail": str(one["msg"])}
        for one in fault.errors(include_input=False, include_context=False, include_url=False)
    ]
    return Denied(422, "invalid", "the command does not fit its type; see errors", errors)


def pointer(steps: Sequence[str | int]) -> str:
    """A JSON Pointer (RFC 6901), as far as its members look like names: one may be a person's."""
    said: list[str] = []
    for step in steps:
        if isinstance(step, str) and not _MEMBER.fullmatch(step):
            break
        said.append(f"/{step}")
    return "".join(said)


def explained(no: Denied, document: object) -> Refusal:
    """The refusal as it is answered. `document` is the command's JSON, None where it was none."""
    sent = sorted({repr(text) for text in _texts(document)}, key=len, reverse=True)

    def clean(text: str) -> str:
        for one in sent:
            text = text.replace(one, _UNSAID)
        return text[:_LONGEST]

    faults = [_fault(error, clean) for error in no.errors[:_MOST]]
    if not faults and no.code in POINTERS:
        faults = [Fault(pointer=_about(no.code, document), detail=clean(no.detail))]
    return Refusal(no.code, clean(no.detail), tuple(faults))


def _fault(error: Mapping[str, str], clean: Any) -> Fault:
    """An error of a call as a fault; HTTP names a member of the body by `field`."""
    where = error["pointer"] if "pointer" in error else f"/{error['field']}"
    beside = {name: error[name] for name in ("value", "carrier", "format") if error.get(name)}
    return Fault(pointer=where, detail=clean(error["detail"]), **beside)


def _about(code: str, document: object) -> str:
    places = POINTERS[code]
    members = document if isinstance(document, dict) else {}
    return next((place for place in places if place[1:] in members), places[0])


def _texts(node: object) -> Iterator[str]:
    """Every text a command holds, but for those that its answer names anyway."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for one in node:
            yield from _texts(one)
    elif isinstance(node, dict):
        for name, one in node.items():
            if name not in _SAID:
                yield from _texts(one)
