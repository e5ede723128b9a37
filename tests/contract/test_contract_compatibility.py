"""What breaks a contract and what lets it grow, each rule on one small type and one topic."""

from typing import Any

import pytest
from waymark_tools.contract.breaking import breaks
from waymark_tools.contract.fields import plain

TEXT = {"type": "string"}
OLD_FIELDS: dict[str, Any] = {
    "id": TEXT,
    "at": {"type": "string", "format": "date-time"},
    "state": {"$ref": "#/$defs/State"},
    "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}},
    "note": {"anyOf": [TEXT, {"type": "null"}], "default": None},
    "days": {"type": "integer", "default": 14},
}
LINE: dict[str, Any] = {
    "type": "object",
    "properties": {"sku": TEXT, "count": {"type": "integer"}},
    "required": ["sku", "count"],
}
STATES = ["open", "closed"]
REQUIRED = ["id", "at", "state", "lines"]
TOPIC: dict[str, Any] = {
    "key": "order id",
    "partitions": 12,
    "compacted": False,
    "for_ever": True,
    "writers": {"t.v1": "order"},
}


def contract(
    fields: dict[str, Any] = OLD_FIELDS,
    *,
    without: str | None = None,
    required: list[str] = REQUIRED,
    line: dict[str, Any] = LINE,
    states: list[str] = STATES,
    **topic: Any,
) -> dict[str, Any]:
    """A contract of one type on one topic, each part of which can be another."""
    schema = {
        "$ref": "#/$defs/T",
        "title": "t.v1",
        "$defs": {
            "T": {
                "type": "object",
                "properties": {name: one for name, one in fields.items() if name != without},
                "required": [name for name in required if name != without],
            },
            "State": {"enum": states},
            "Line": line,
        },
    }
    return {"types": {"t.v1": schema}, "topics": {"t.events.v1": TOPIC | topic}}


def line(**fields: Any) -> dict[str, Any]:
    return LINE | {"properties": fields, "required": list(fields)}


OLD = contract()
BREAKS: dict[str, tuple[dict[str, Any], str]] = {
    "a field removed": (contract(without="note"), "t.v1: field `note` was removed or renamed"),
    "a required field removed": (contract(without="id"), "t.v1: field `id` was removed or renamed"),
    "a field renamed below": (
        contract(line=line(article=TEXT, count={"type": "integer"}) | {"required": ["count"]}),
        "t.v1: field `lines[].sku` was removed or renamed",
    ),
    "another type": (
        contract(OLD_FIELDS | {"days": {"type": "string", "default": 14}}),
        "t.v1: field `days` has another type",
    ),
    "another type below": (
        contract(line=line(sku={"type": "integer"}, count={"type": "integer"})),
        "t.v1: field `lines[].sku` has another type",
    ),
    "another format": (contract(OLD_FIELDS | {"at": TEXT}), "t.v1: field `at` has another type"),
    "null where there was none": (
        contract(OLD_FIELDS | {"id": {"anyOf": [TEXT, {"type": "null"}]}}),
        "t.v1: field `id` has another type",
    ),
    "null no more": (
        contract(OLD_FIELDS | {"note": {"anyOf": [TEXT], "default": None}}),
        "t.v1: field `note` has another type",
    ),
    "another choice": (
        contract(OLD_FIELDS | {"note": {"anyOf": [LINE, {"type": "null"}], "default": None}}),
        "t.v1: field `note` has another type",
    ),
    "an enumeration opened": (
        contract(OLD_FIELDS | {"state": TEXT}),
        "t.v1: field `state` has another type",
    ),
    "anything where words were": (
        contract(OLD_FIELDS | {"state": {}}),
        "t.v1: field `state` has another type",
    ),
    "a list of anything": (
        contract(OLD_FIELDS | {"lines": {"type": "array"}}),
        "t.v1: field `lines` has another type",
    ),
    "a new limit": (
        contract(OLD_FIELDS | {"id": TEXT | {"maxLength": 9}}),
        "t.v1: field `id` has another type",
    ),
    "another value as a whole": (
        contract() | {"types": {"t.v1": TEXT}},
        "t.v1: its value has another type",
    ),
    "a new required field": (
        contract(OLD_FIELDS | {"more": TEXT}, required=[*REQUIRED, "more"]),
        "t.v1: field `more` is new and required",
    ),
    "required now": (contract(required=[*REQUIRED, "note"]), "t.v1: field `note` is now required"),
    "required no more": (
        contract(required=["at", "state", "lines"]),
        "t.v1: field `id` is no longer required",
    ),
    "another default": (
        contract(OLD_FIELDS | {"days": {"type": "integer", "default": 30}}),
        "t.v1: field `days` has the default 30, not 14",
    ),
    "a word lost": (contract(states=["open"]), "t.v1: field `state` has lost its word 'closed'"),
    "a type removed": (
        contract(writers={}) | {"types": {}},
        "t.v1: the type was removed or renamed",
    ),
    "a topic removed": (
        contract() | {"topics": {}},
        "t.events.v1: the topic was removed or renamed",
    ),
    "another key": (
        contract(key="shipment id"),
        "t.events.v1: key was order id and is shipment id",
    ),
    "other partitions": (contract(partitions=24), "t.events.v1: partitions was 12 and is 24"),
    "compacted": (
        contract(compacted=True),
        "t.events.v1: compacted was False and is True",
    ),
    "a limit to what was kept for ever": (
        contract(for_ever=False),
        "t.events.v1: was kept for ever and is no more",
    ),
    "another writer": (
        contract(writers={"t.v1": "notifier"}),
        "t.v1: order writes it to t.events.v1 no more",
    ),
    "another topic": (
        contract(writers={}),
        "t.v1: order writes it to t.events.v1 no more",
    ),
}
GROWTH: dict[str, dict[str, Any]] = {
    "nothing": contract(),
    "a field with a default": contract(OLD_FIELDS | {"more": TEXT | {"default": ""}}),
    "a field with a default below": contract(
        line=LINE | {"properties": LINE["properties"] | {"more": TEXT | {"default": ""}}}
    ),
    "a new word": contract(states=["open", "half", "closed"]),
    "other descriptions": contract(OLD_FIELDS | {"id": TEXT | {"description": "Its id."}}),
    "a definition in place": contract(OLD_FIELDS | {"state": {"enum": STATES}}),
    "a new type": contract(writers={"t.v1": "order", "u.v1": "order"})
    | {"types": OLD["types"] | {"u.v1": TEXT}},
    "a new topic": contract() | {"topics": OLD["topics"] | {"u.events.v1": TOPIC}},
}


@pytest.mark.parametrize("case", BREAKS)
def test_a_break_is_refused_and_named(case: str) -> None:
    """One break, one sentence: which type or topic, which field, what would be right."""
    new, said = BREAKS[case]

    (sentence,) = breaks(OLD, new)

    assert sentence.startswith(said)


@pytest.mark.parametrize("case", GROWTH)
def test_growth_passes(case: str) -> None:
    """What is added harms nobody."""
    assert breaks(OLD, GROWTH[case]) == []


def test_the_names_of_definitions_mean_nothing() -> None:
    """A struct may be called otherwise: only bytes are promised."""
    assert plain(OLD["types"]["t.v1"])["properties"]["state"] == {"enum": STATES}
