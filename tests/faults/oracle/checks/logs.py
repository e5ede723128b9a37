"""O11, O14: dead letters, and what stands in logs and topics that must not."""

from collections.abc import Iterator
from typing import Final

from faults.oracle.seen import Record, Seen

CANARY: Final = "canary"
_KEPT_FOR_EVER: Final = (
    "order.events.v1",
    "shipment.events.v1",
    "shipment.status.v1",
    "notification.events.v1",
)
_UNHANDLED: Final = (
    "Traceback (most recent call last)",
    "never retrieved",
    "was never awaited",
    "Unhandled exception",
    "Unclosed ",
)
_THEIRS: Final = ("coro=<GroupCoordinator._do_commit_offsets()",)
"""The client's library leaves a commit behind whose broker is gone; it is tried again."""


def dead_letters(seen: Seen) -> Iterator[str]:
    """O11: parked is exactly the poison, with its cause and its bytes."""
    parked: set[tuple[str, int, int]] = set()
    sizes = _sizes(seen)
    for topic in seen.topics():
        if "dead-letters" not in topic:
            continue
        for letter in seen.topic(topic):
            place = _place(letter)
            parked.add(place)
            if place not in seen.poison:
                reason = letter.headers.get("dl_reason")
                yield f"{topic}: {place} was parked ({reason}) and is no poison"
            elif len(letter.value or b"") != sizes[place]:
                yield f"{topic}: the bytes of {place} are not whole"
            if not letter.headers.get("dl_reason"):
                yield f"{topic}: {place} has no cause"
    for place in sorted(seen.poison.keys() - parked):
        yield f"poison {seen.poison[place]!r} at {place} was not parked"


def lines(seen: Seen) -> Iterator[str]:
    """O14: nothing went by unhandled, and nobody stands where nobody may."""
    for name, line in seen.logs():
        if CANARY in line.lower():
            yield f"log {name} names a person: {line[:160]}"
        if any(words in line for words in _UNHANDLED) and not any(one in line for one in _THEIRS):
            yield f"log {name}: {line[:200]}"
    for topic in _KEPT_FOR_EVER:
        for record in seen.topic(topic):
            if CANARY.encode() in (record.value or b"").lower():
                yield f"{topic}: {record.id} names a person"
    for event in seen.rows("order/events"):
        if CANARY in event["state"].lower():
            yield f"order store: {event['id']} {event['version']} names a person"


def _place(letter: Record) -> tuple[str, int, int]:
    headers = letter.headers
    return (
        headers.get("dl_topic") or "",
        int(headers.get("dl_partition") or -1),
        int(headers.get("dl_offset") or -1),
    )


def _sizes(seen: Seen) -> dict[tuple[str, int, int], int]:
    return {
        (one["topic"], one["partition"], one["offset"]): one["size"] for one in seen.notes("poison")
    }
