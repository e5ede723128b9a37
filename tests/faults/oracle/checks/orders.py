"""O3, O4: versions, and the order of topics against the order of stores."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from faults.oracle.seen import Record, Seen

_COMPACTED: Final = frozenset(
    {"contact.v1", "contact.keys.v1", "retailer.v1", "key.v1", "carrier.looks.v1"}
)
_OUTSIDE: Final = frozenset({"carrier.payloads.v1"})
_NAMED: Final = ("retailer.", "key.")
"""Their messages carry the retailer's or the key's own name, their rows an id made from it."""
_REPEATS: Final = 50
"""More copies of one message than a run has faults are a loop, not a repeat."""


def versions(seen: Seen) -> Iterator[str]:
    """O3: 1 to n in the store, rising on the topic."""
    stored: dict[str, list[int]] = defaultdict(list)
    for event in seen.rows("order/events"):
        stored[event["id"]].append(event["version"])
    for stream, found in stored.items():
        if found != list(range(1, len(found) + 1)):
            yield f"order store: {stream} has versions {found}"
    for topic in ("order.events.v1", "shipment.status.v1"):
        last: dict[str | None, tuple[int, ...]] = {}
        for record in seen.firsts[topic]:
            version = tuple(int(part) for part in record.id.rsplit(":", 2)[1:])
            if version <= last.get(record.key, (0, -1)):
                yield f"{topic}: {record.id} comes after {last[record.key]}"
            last[record.key] = max(version, last.get(record.key, (0, -1)))


def order(seen: Seen) -> Iterator[str]:
    """O4: first occurrences in the store's order, repeats byte for byte and bounded."""
    yield from _orders(seen)
    yield from _facts(seen)
    for topic in seen.topics():
        if topic not in _COMPACTED | _OUTSIDE and "dead-letters" not in topic:
            yield from _repeats(topic, seen.topic(topic))


def _orders(seen: Seen) -> Iterator[str]:
    stored: dict[str, list[int]] = defaultdict(list)
    for event in seen.rows("order/events"):
        if not event["topic"].startswith(_NAMED):
            stored[event["id"]].append(event["version"])
    published: dict[str, list[int]] = defaultdict(list)
    for record in seen.firsts["order.events.v1"]:
        if record.type.startswith(_NAMED):
            continue
        stream, version, _ = record.id.rsplit(":", 2)
        if int(version) not in published[stream][-1:]:
            published[stream].append(int(version))
    for stream in stored.keys() | published.keys():
        if stored[stream] != published[stream]:
            yield f"{stream}: stored {stored[stream]}, published {published[stream]}"


def _facts(seen: Seen) -> Iterator[str]:
    """The facts of each partition, by offset, are the first occurrences of the topic."""
    stored: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for fact in seen.rows("projection/facts"):
        stored[fact["partition"]].append((fact["offset"], fact["ce_id"]))
    said: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for record in seen.firsts["shipment.events.v1"]:
        said[record.partition].append((record.offset, record.id))
    for partition in sorted(stored.keys() | said.keys()):
        lacks = set(said[partition]) - set(stored[partition])
        extra = set(stored[partition]) - set(said[partition])
        if lacks or extra:
            yield (
                f"partition {partition}: {len(lacks)} facts are not stored, such as"
                f" {sorted(lacks)[:2]}, and {len(extra)} are not first there: {sorted(extra)[:2]}"
            )


def _repeats(topic: str, records: Sequence[Record]) -> Iterator[str]:
    first: dict[tuple[str | None, str], Record] = {}
    count: dict[tuple[str | None, str], int] = defaultdict(int)
    for record in records:
        mark = (record.key, record.id)
        one = first.setdefault(mark, record)
        count[mark] += 1
        if one.value != record.value or one.headers != record.headers:
            yield f"{topic}: {record.id} has two contents, at {one.offset} and {record.offset}"
    for mark, times in count.items():
        if times > _REPEATS:
            yield f"{topic}: {mark[1]} is there {times} times"
