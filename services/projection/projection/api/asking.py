"""What a request asks for, checked; every refusal says what would be right."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from waymark_events.ids import parse_public
from waymark_events.vocabulary import Flag, Milestone
from waymark_runtime.http import Problem
from waymark_runtime.http.asking import place_of, wrong

from projection.app.past import Moment

MOST: Final = 200
USUAL: Final = 50
_MOST_VERSION: Final = 2**31
_MOMENTS: Final = ("as_of", "at", "shown_at")
WORDS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {"milestone": tuple(Milestone), "flag": tuple(Flag)}
)
"""What a filter can be that knows only some words: another would find nothing, for ever."""


def not_found(what: str, public_id: str) -> Problem:
    """Problem 404: there is none, or it is another retailer's, which is the same."""
    return Problem(404, "not_found", f"there is no {what} {public_id} here")


def named(request: Request, prefix: str, what: str) -> str:
    """The id in the path; Problem 404 when it is none."""
    public_id = request.path_params["id"]
    found = parse_public(prefix, public_id)
    if found is None:
        raise not_found(what, f"{public_id} (ids look like {prefix}_ and 32 hex characters)")
    return found


def instant(request: Request, field: str) -> datetime | None:
    """An RFC 3339 instant with an offset, such as `2026-03-12T09:00:00Z`."""
    text = request.query_params.get(field)
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise wrong(field, "must be an instant with an offset, such as 2026-03-12T09:00:00Z")
    return found


def moment(request: Request, known: Collection[str]) -> Moment:
    """Which of `as_of`, `at` and `shown_at` are asked for; what was shown stands alone."""
    given = {name: instant(request, name) for name in known if name in _MOMENTS}
    asked = Moment(**given)
    if asked.shown_at is not None and (asked.as_of is not None or asked.at is not None):
        raise wrong("shown_at", "stands alone: what was shown then depends on nothing else")
    return asked


def filters(request: Request, known: Collection[str]) -> dict[str, str]:
    """What a list is narrowed by."""
    given = {name: text for name, text in request.query_params.items() if name in known}
    for name, text in given.items():
        if "\0" in text:
            raise wrong(name, "holds a NUL, which no value of ours does")
        if text not in WORDS.get(name, (text,)):
            near = get_close_matches(text, WORDS[name], n=3) or WORDS[name]
            raise wrong(name, f"is no word that it can have; it can be {', '.join(near)}")
    return given


def limit(request: Request) -> int:
    """How many items a page has."""
    text = request.query_params.get("limit", str(USUAL))
    if not text.isdecimal() or not 1 <= int(text[:9]) <= MOST:
        raise wrong("limit", f"must be a number from 1 to {MOST}")
    return int(text)


def page_after(request: Request) -> int | None:
    """Where the page before ended."""
    text = request.query_params.get("cursor")
    return None if text is None else place_of(text)


def order_version(request: Request) -> int | None:
    """The order's version to wait for."""
    text = request.query_params.get("min_version")
    return None if text is None else _version(text)


def shipment_version(request: Request) -> tuple[str, int] | None:
    """The order and its version to wait for, written `ord_…:n`."""
    text = request.query_params.get("min_version")
    if text is None:
        return None
    public_id, _, number = text.rpartition(":")
    order = parse_public("ord", public_id)
    if order is None:
        raise wrong("min_version", "must be an order's id and version, such as ord_…:3")
    return order, _version(number)


def _version(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text[:12]) < _MOST_VERSION:
        raise wrong("min_version", "must be the version that the write answered, such as 3")
    return int(text)
