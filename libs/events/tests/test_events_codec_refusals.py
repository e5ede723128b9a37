"""What a record is refused for, in words: an operator reads the place and the value."""

from collections.abc import Sequence
from typing import Any

import pytest
from events_headers import HEADERS, PAYLOAD
from waymark_events.codec import Refusal, decode


def detail(key: bytes | None, headers: Sequence[tuple[str, bytes | None]]) -> str:
    answer = decode(key, b"{}", headers)
    assert isinstance(answer, Refusal)
    return answer.detail


@pytest.mark.parametrize(
    ("key", "more", "named"),
    [
        (None, (), ["key", "null"]),
        (b"\xfe", (), ["key", "UTF-8", r"\xfe"]),
        (b"k", [("x-of-others", None)], ["x-of-others", "null"]),
        (b"k", [("x-of-others", b"\xfe")], ["x-of-others", "UTF-8", r"\xfe"]),
        (b"k", [("ce_source", b"")], ["ce_source", "missing"]),
        (b"k", [("ce_time", b"yesterday")], ["ce_time", "yesterday", "RFC 3339"]),
        (b"k", [("ce_time", b"2026-03-12T22:10:05")], ["2026-03-12T22:10:05", "offset"]),
    ],
)
def test_a_refusal_names_the_place_and_the_value(
    key: bytes | None, more: Sequence[tuple[str, bytes | None]], named: Sequence[str]
) -> None:
    """Who reads it looks for the writer, not for the record."""
    sentence = detail(key, [*HEADERS, *more])

    assert [word for word in named if word not in sentence] == []


@pytest.mark.parametrize("place", ["key", "header"])
def test_of_a_long_value_the_beginning_is_shown(place: str) -> None:
    """Forty bytes tell what it is; a refusal is no copy of the record."""
    long = b"\xfe" * 100

    said = detail(long, HEADERS) if place == "key" else detail(b"k", [*HEADERS, ("x", long)])

    assert said.endswith(repr(long[:40]))


@pytest.mark.parametrize("missing", [name for name, _ in PAYLOAD[1:]])
def test_the_attribute_that_a_payload_lacks_is_named(missing: str) -> None:
    """A carrier's payload is nothing without what we know of it."""
    rest: Any = [(name, raw) for name, raw in PAYLOAD if name != missing]

    assert f"header {missing} is missing" in detail(b"ups-main", [*HEADERS, *rest])
