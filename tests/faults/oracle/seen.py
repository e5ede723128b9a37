"""What a run left behind, read from its folder: topics, rows, notes, logs."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a topic. `at_ms`: when the broker appended it."""

    partition: int
    offset: int
    at_ms: int
    key: str | None
    headers: Mapping[str, str | None]
    value: bytes | None

    @property
    def id(self) -> str:
        """The message's id."""
        return self.headers.get("ce_id") or ""

    @property
    def type(self) -> str:
        """The message's type."""
        return self.headers.get("ce_type") or ""

    @property
    def body(self) -> Json:
        """The value as JSON; empty where it is none."""
        try:
            found = json.loads(self.value or b"{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class Seen:
    """A run's folder. Topics, rows and notes by name, each in the order of its file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._topics: dict[str, list[Record]] = {}

    def topic(self, name: str) -> list[Record]:
        """All records of a topic that are not poison: by partition, then offset."""
        if name not in self._topics:
            lines = _lines(self.folder / "topics" / f"{name}.jsonl")
            records = [_record(line) for line in lines]
            self._topics[name] = [
                one for one in records if (name, one.partition, one.offset) not in self.poison
            ]
        return self._topics[name]

    def topics(self) -> list[str]:
        """The names of all topics."""
        return sorted(path.stem for path in (self.folder / "topics").glob("*.jsonl"))

    def rows(self, name: str) -> list[Json]:
        """The rows of a query, such as `projection/shipments`."""
        return list(_lines(self.folder / "rows" / f"{name}.jsonl"))

    def notes(self, name: str) -> list[Json]:
        """The notes of one party."""
        return list(_lines(self.folder / f"{name}.jsonl"))

    def logs(self) -> Iterator[tuple[str, str]]:
        """Each line of each service's log, with the log's name."""
        for path in sorted(self.folder.glob("*-*-*.log")):
            with path.open(errors="replace") as lines:
                for line in lines:
                    yield path.stem, line

    @cached_property
    def poison(self) -> Mapping[tuple[str, int, int], str]:
        """What was written past every service, by its place: what is wrong with it."""
        return {
            (one["topic"], one["partition"], one["offset"]): one["why"]
            for one in self.notes("poison")
        }

    @cached_property
    def faults(self) -> Sequence[Json]:
        """The faults of the run with `at` and `over` (seconds since 1970)."""
        found: list[Json] = []
        for note in self.notes("events"):
            if note["what"] == "fault":
                found.append({**note, "over": None})
            elif note["what"] == "fault over":
                found[-1] |= {"over": note["at"], "outcome": note["outcome"]}
        return found

    @cached_property
    def firsts(self) -> Mapping[str, list[Record]]:
        """First occurrences of each topic: what is left of it without repeats."""
        return {name: list(_firsts(self.topic(name))) for name in self.topics()}


def _firsts(records: Sequence[Record]) -> Iterator[Record]:
    known: set[tuple[str | None, str]] = set()
    for record in records:
        mark = (record.key, record.id)
        if mark not in known:
            known.add(mark)
            yield record


def _lines(path: Path) -> Iterator[Json]:
    if not path.exists():
        return
    with path.open() as lines:
        for line in lines:
            if line.endswith("\n"):
                yield json.loads(line)


def _record(line: Json) -> Record:
    value = line["value"]
    return Record(
        partition=line["partition"],
        offset=line["offset"],
        at_ms=line["at_ms"],
        key=line["key"],
        headers=line["headers"],
        value=None if value is None else base64.b64decode(value),
    )
