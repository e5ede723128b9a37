"""The board's lines, reckoned from two looks at the broker."""

from collections.abc import Iterable, Mapping
from typing import Any

from aiokafka import TopicPartition
from msgspec import Struct
from waymark_events.topics import TOPICS, Service, dead_letters, declaration, declared, named

Offsets = Mapping[TopicPartition, int]
Line = dict[str, Any]


class Look(Struct, frozen=True):
    """The logs and the groups at one moment, by topic and partition.

    `unread` is where each group goes on in the topics it reads; `ages` for how many seconds the
    record there has waited: None where nothing lies, absent where the broker could not say.
    """

    at: float
    starts: Offsets
    ends: Offsets
    unread: Mapping[str, Offsets]
    ages: Mapping[str, Mapping[TopicPartition, float | None]]

    def records(self, name: str) -> int:
        """How many records lie on a topic."""
        return sum(_of(name, self.ends).values()) - sum(_of(name, self.starts).values())

    def written(self, name: str) -> int:
        """How many were ever written to it."""
        return sum(_of(name, self.ends).values())

    def readers(self, name: str) -> list[str]:
        """The groups that read it."""
        return sorted(group for group, unread in self.unread.items() if _of(name, unread))


def lines(before: Look, now: Look, prefix: str) -> list[Line]:
    """A line a topic and group; a topic without readers has one line.

    `lag_s` is None beside a `lag` where the broker could not say. `dead_letters` are those of the
    group's service, whichever of its groups parked them.
    """
    return [
        _line(before, now, topic, prefix) | _read(now, group, topic, prefix)
        for topic in (*TOPICS, *retailers_topics(prefix, {place.topic for place in now.ends}))
        for group in now.readers(named(prefix, topic)) or (None,)
    ]


def retailers_topics(prefix: str, on_broker: Iterable[str]) -> list[str]:
    """The retailers' topics among those on the broker, by their declared names."""
    found = {declared(prefix, name) for name in on_broker if name.startswith(prefix)}
    return sorted(topic for topic in found - TOPICS.keys() if _is_declared(topic))


def _is_declared(topic: str) -> bool:
    try:
        return bool(declaration(topic))
    except KeyError:
        return False


def _line(before: Look, now: Look, topic: str, prefix: str) -> Line:
    name = named(prefix, topic)
    seconds = max(now.at - before.at, 0.001)
    per_s = (now.written(name) - before.written(name)) / seconds
    return {"topic": topic, "records": now.records(name), "per_s": per_s}


def _read(now: Look, group: str | None, topic: str, prefix: str) -> Line:
    if group is None:
        return {"group": None, "lag": None, "lag_s": None, "dead_letters": None}
    shown = group.removeprefix(prefix)
    lag, lag_s = _behind(now, group, named(prefix, topic))
    return {
        "group": shown,
        "lag": lag,
        "lag_s": lag_s,
        "dead_letters": _parked(now, shown.partition(".")[0], prefix),
    }


def _behind(now: Look, group: str, name: str) -> tuple[int, float | None]:
    """Records that a group has not read, and the age of the oldest of them."""
    ages = now.ages.get(group, {})
    behind = {
        place: now.ends[place] - at
        for place, at in _of(name, now.unread[group]).items()
        if at < now.ends[place] and ages.get(place, 0.0) is not None
    }
    waited = [age for place in behind if (age := ages.get(place)) is not None]
    return sum(behind.values()), max(waited, default=0.0) if len(waited) == len(behind) else None


def _parked(now: Look, service: str, prefix: str) -> int | None:
    if service not in set(Service):
        return None
    return now.records(named(prefix, dead_letters(service)))


def _of(name: str, offsets: Offsets) -> dict[TopicPartition, int]:
    return {place: offset for place, offset in offsets.items() if place.topic == name}
