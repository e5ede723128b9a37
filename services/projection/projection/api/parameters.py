"""What the read API can be asked, as its description says it; `asking` holds callers to it."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, Final

from waymark_runtime.http.describing import SCHEMAS

from projection.api import asking

Parameter = dict[str, Any]
_TEXT: Final = MappingProxyType({"type": "string"})
_INSTANT: Final = MappingProxyType({"type": "string", "format": "date-time"})
_LIMIT: Final = MappingProxyType(
    {"type": "integer", "minimum": 1, "maximum": asking.MOST, "default": asking.USUAL}
)


def _given(where: str, name: str, meaning: str, schema: Any) -> Parameter:
    """Examples stand in the meaning: as `example` they would be asked for without being wanted."""
    return {"name": name, "in": where, "description": meaning, "schema": dict(schema)}


def _named(prefix: str, what: str) -> Parameter:
    schema = {"type": "string", "pattern": f"^{prefix}_[0-9a-f]{{32}}$"}
    return _given("path", "id", f"The {what}'s id, as a write or a list gave it.", schema)


def _required(parameter: Parameter) -> Parameter:
    return {**parameter, "required": True}


SHIPMENT_ID: Final = _required(_named("shp", "shipment"))
ORDER_ID: Final = _required(_named("ord", "order"))
AS_OF: Final = _given(
    "query",
    "as_of",
    "What was known at this instant, such as `2026-03-12T09:00:00Z`, by today's rules.",
    _INSTANT,
)
AT: Final = _given(
    "query",
    "at",
    "What had happened by this instant, as it is known now: late and corrected scans at their own "
    "times. With `as_of`, as it was known then.",
    _INSTANT,
)
SHOWN_AT: Final = _given(
    "query", "shown_at", "What was shown at this instant, by the rules of that time.", _INSTANT
)
TIMES: Final = (AS_OF, AT)
MOMENTS: Final = (*TIMES, SHOWN_AT)
ORDER_VERSION: Final = _given(
    "query",
    "min_version",
    "Wait up to 5 s until this version was heard: the `version` that the write answered.",
    {"type": "integer", "minimum": 1},
)
SHIPMENT_VERSION: Final = _given(
    "query",
    "min_version",
    "Wait up to 5 s until this version of an order was heard, written `ord_…:3`.",
    {"type": "string", "pattern": "^ord_[0-9a-f]{32}:[1-9][0-9]*$"},
)
IF_NONE_MATCH: Final = _given(
    "header", "If-None-Match", "The ETag that you have; 304 while it is still right.", _TEXT
)
LAST_EVENT_ID: Final = _given(
    "header",
    "Last-Event-ID",
    "The id of the last event you had; nothing after it is missed.",
    _TEXT,
)
_LIST: Final = (
    _given("query", "limit", "How many a page has.", _LIMIT),
    _given("query", "cursor", "`next` of the page before, as it was given.", _TEXT),
)
_FILTERS: Final = MappingProxyType(
    {
        "carrier": _given("query", "carrier", "The carrier's code, such as `ups`.", _TEXT),
        "number": _given(
            "query",
            "number",
            "The tracking number as people write it, such as `1Z K7R 24W 03 1004 8711`.",
            _TEXT,
        ),
        "milestone": _given(
            "query", "milestone", "Where it is.", {"$ref": SCHEMAS.format(name="Milestone")}
        ),
        "flag": _given(
            "query", "flag", "What is said of it.", {"$ref": SCHEMAS.format(name="Flag")}
        ),
        "reference": _given(
            "query", "reference", "The order's reference, such as `SO-1001`.", _TEXT
        ),
        "state": _given("query", "state", "The order's state, such as `confirmed`.", _TEXT),
    }
)


def listing(filters: Iterable[str]) -> tuple[Parameter, ...]:
    """What a list can be asked. KeyError for a filter that nobody described."""
    return (*(_FILTERS[name] for name in filters), *_LIST)
