"""O7: who listened by a group of its own, by the live stream, and by a topic of its own."""

import json
from collections.abc import Iterator

from faults.oracle.seen import Json, Seen

_STATUS = "shipment.status.v1"


def listeners(seen: Seen) -> Iterator[str]:
    """All was heard, in order, and the last word is the present one."""
    yield from _group(seen)
    yield from _stream(seen)
    yield from _own_topic(seen)


def _group(seen: Seen) -> Iterator[str]:
    heard: dict[str, list[str]] = {}
    for note in seen.notes("heard"):
        ids = heard.setdefault(note["key"], [])
        if note["id"] not in ids:
            ids.append(note["id"])
    published: dict[str, list[str]] = {}
    for record in seen.firsts[_STATUS]:
        published.setdefault(record.key or "", []).append(record.id)
    for key in published.keys() | heard.keys():
        if published.get(key) != heard.get(key):
            yield f"{key}: published {published.get(key)}, the group heard {heard.get(key)}"


def _stream(seen: Seen) -> Iterator[str]:
    last: dict[str, tuple[int, int]] = {}
    statuses: dict[str, Json] = {}
    retailer = ""
    for note in seen.notes("stream"):
        change = note["data"]["change"]
        retailer = change["retailer"]
        version = (change["generation"], change["version"])
        if version <= last.get(change["number"], (0, 0)):
            yield f"stream: {change['number']} went back from {last[change['number']]} to {version}"
        last[change["number"]], statuses[change["number"]] = version, change["status"]
    if not last:
        yield "the stream's reader heard nothing"
    for row in seen.rows("projection/shipments"):
        if row["retailer"] == retailer:
            present = json.loads(row["document"])["status"]
            if statuses.get(row["number"]) != present:
                yield f"stream: {row['number']} ended on {statuses.get(row['number'])}"


def _own_topic(seen: Seen) -> Iterator[str]:
    """A retailer with a topic of its own hears every status of its parcels, byte for byte."""
    for topic in seen.topics():
        if not topic.startswith("retailer.") or not topic.endswith(".events.v1"):
            continue
        retailer = topic.split(".")[1]
        heard = {one.id: one.value for one in seen.topic(topic)}
        for record in seen.firsts[_STATUS]:
            if record.body.get("retailer") == retailer and heard.get(record.id) != record.value:
                what = "in other bytes" if record.id in heard else "not"
                yield f"{topic}: {record.id} is {what} there"
