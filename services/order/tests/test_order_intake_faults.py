"""A command by topic that cannot be done: refused with a pointer to what was wrong."""

import re
from pathlib import Path
from typing import Any

import order
import pytest
from order.requests.explaining import POINTERS
from order_asked import LINES, UPS, empty, record, refusal, understood

PLACE: dict[str, Any] = {"reference": "SO-1", "lines": LINES}
BOOK = "order.book_parcel.v1"
FAULTS: dict[str, tuple[str, Any, str, list[str]]] = {
    "no JSON object": ("order.place.v1", [], "invalid", [""]),
    "a member that is missing": ("order.place.v1", {}, "invalid", ["/reference"]),
    "a member nobody knows": (
        "order.place.v1",
        {"reference": "SO-1", "note": "x"},
        "invalid",
        ["/note"],
    ),
    "a line's quantity": (
        "order.place.v1",
        {"reference": "SO-1", "lines": [*LINES, {"sku": "A", "title": "A", "quantity": 0}]},
        "invalid",
        ["/lines/1/quantity"],
    ),
    "two fields at once": (
        "order.place.v1",
        {"reference": "SO-1", "placed_at": "today", "destination": {"country": "Germany"}},
        "invalid",
        ["/destination/country", "/placed_at"],
    ),
    "a promise that is none": (
        BOOK,
        {"reference": "SO-1", "number": UPS, "promise": {"day": "2026-03-05", "from": "x"}},
        "invalid",
        ["/promise"],
    ),
    "a line twice": (
        "order.amend.v1",
        {"reference": "SO-1", "lines": [{**LINES[0], "line_no": 1}, {**LINES[0], "line_no": 1}]},
        "line_twice",
        ["/lines"],
    ),
    "a zone that is none": (
        "order.place.v1",
        {"reference": "SO-1", "destination": {"country": "US"}},
        "zone_needed",
        ["/destination/zone"],
    ),
    "an order nobody placed": (
        "order.cancel.v1",
        {"reference": "SO-1"},
        "unknown_order",
        ["/reference"],
    ),
    "another order's key": (
        "order.cancel.v1",
        {"reference": "SO-2"},
        "wrong_key",
        ["/reference"],
    ),
    "a type of another topic": ("contact.put.v1", {}, "unknown_type", []),
}
ON_AN_ORDER: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "placed again": ("order.place.v1", PLACE, "order_exists", "/reference"),
    "a wrong digit": (BOOK, {"number": "1ZWMK42E0300000009"}, "undetected_carrier", "/number"),
    "a wrong digit of a carrier": (
        BOOK,
        {"number": "1ZWMK42E0300000009", "carrier": "ups"},
        "bad_number",
        "/number",
    ),
    "no carrier": (BOOK, {"number": UPS, "carrier": "upss"}, "unknown_carrier", "/carrier"),
    "more than there is": (
        BOOK,
        {"number": UPS, "contents": [{"line_no": 1, "quantity": 9}]},
        "overbooked",
        "/contents",
    ),
    "what is not lost": (BOOK, {"number": UPS, "replaces": 1}, "unknown_parcel", "/replaces"),
    "no parcel": (
        "order.rebook_parcel.v1",
        {"parcel_no": 3, "number": UPS},
        "unknown_parcel",
        "/parcel_no",
    ),
    "what never arrived": (
        "order.return.v1",
        {"contents": [{"line_no": 1, "quantity": 1}]},
        "not_delivered",
        "/contents",
    ),
    "no calendar": (
        BOOK,
        {
            "number": UPS,
            "promise": {"working_days": {"least": 1, "most": 2, "subdivision": "XX"}},
        },
        "no_calendar",
        "/promise/working_days",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_pointed_at(case: str) -> None:
    """Each wrong field by its JSON Pointer, whether its shape or its meaning is wrong."""
    kind, body, code, pointers = FAULTS[case]

    found = refusal(record(kind, body))

    assert (found.code, sorted(fault.pointer for fault in found.errors)) == (code, pointers)


@pytest.mark.parametrize("case", ON_AN_ORDER)
def test_an_orders_refusal_is_pointed_at(case: str) -> None:
    """What the order may not do points at the member that asked for it."""
    kind, body, code, pointer = ON_AN_ORDER[case]
    draft = empty()
    understood(record(body=PLACE)).wished.wish(draft)

    found = refusal(record(kind, {"reference": "SO-1", **body}), draft)

    assert (found.code, {fault.pointer for fault in found.errors}) == (code, {pointer})


def test_every_refusal_of_an_order_is_pointed_at() -> None:
    """A code that the service can say has a field, or is about no field at all."""
    said = set()
    for path in Path(order.__file__).parent.rglob("*.py"):
        said |= set(re.findall(r'(?:Refused|Denied)\(\s*(?:\d+,\s*)?"(\w+)"', path.read_text()))
    with_errors = {"unknown_carrier", "ambiguous_carrier", "undetected_carrier", "bad_number"}
    of_topics = {"invalid", "wrong_key", "unknown_type", "bad_json", "null_value", "too_large"}
    about_no_field = {"order_too_large", "command_id_reused"}
    not_by_topic = {
        "line_too_long",
        "idempotency_key_reused",
        "idempotency_key_in_flight",
        "version_changed",
        "unknown_recipient",
        "nothing_open",
        "not_open",
        "refunded_twice",
    }

    assert said == {*POINTERS, *with_errors, *of_topics, *about_no_field, *not_by_topic}
