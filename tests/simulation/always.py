"""What holds after every effect."""

from typing import Final

from simulation import facts, reading
from simulation.broker import Record
from simulation.saying import following, utterance
from simulation.world import GROUPS, INBOX, PROJECTOR, TALLY, World
from waymark_runtime.records import Place

_TOPIC: Final = {PROJECTOR: facts.STREAM, TALLY: facts.STREAM, INBOX: facts.STATUS}
_MOST_COPIES: Final = 2


class Watch:
    """Looks at a world again and again; AssertionError at what may never be.

    `said` is all that was said on each topic, by name, and once.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._read: dict[Place, int] = {}
        self._next: dict[tuple[str, int], int] = {}
        self._commits: dict[str, int] = {}
        self._latest: dict[tuple[str, bytes | None], tuple[int, ...]] = {}
        self.said: dict[str, dict[object, Record]] = {}

    def look(self) -> None:
        """At everything that changed since the last look."""
        for group in GROUPS:
            commits = self._world.databases[group].commits
            if self._commits.get(group) != commits:
                self._commits[group] = commits
                self._look_at(group)
        for place, log in list(self._world.broker.logs.items()):
            for record in log[self._read.get(place, 0) :]:
                self._hear(record)
            self._read[place] = len(log)
        self._count_mails()

    def _look_at(self, group: str) -> None:
        topic = _TOPIC[group]
        for partition in self._world.partitions:
            at = following(self._world, group, topic, partition)
            assert self._next.get((group, partition), 0) <= at, f"{group} went back to {at}"
            assert at <= self._world.broker.end((topic, partition)), f"{group} is beyond the log"
            self._next[group, partition] = at
        if group == PROJECTOR:
            self._count_facts()
        if group == TALLY:
            self._count_records()

    def _count_facts(self) -> None:
        """The sum of versions is the number of distinct facts."""
        rows = self._world.databases[PROJECTOR].table("shipment").values()
        taken: dict[str, set[str]] = {}
        for partition in self._world.partitions:
            log = self._world.broker.logs[facts.STREAM, partition]
            for record in log[: self._next[PROJECTOR, partition]]:
                if (fact := reading.fact_in(record)) is not None:
                    taken.setdefault(fact.key, set()).add(fact.ce_id)
        right = {key: len(ids) for key, ids in taken.items()}
        assert {row.id: row.version for row in rows} == right, "a fact is not counted once"

    def _count_records(self) -> None:
        """Each record once, in order, and none left out."""
        tallies = self._world.databases[TALLY].table("tally")
        for partition in self._world.partitions:
            log = self._world.broker.logs[facts.STREAM, partition]
            part = log[: self._next[TALLY, partition]]
            right = tuple(one.offset for one in part if not reading.is_damaged(one))
            assert tallies.get((partition,), ()) == right, "a record is not applied once"

    def _hear(self, record: Record) -> None:
        """First occurrences in order by key, repeats byte for byte, and only what is committed."""
        heard = utterance(self._world, record)
        if heard is None:
            return
        assert heard.committed, f"{record.topic}: {heard.name} is not committed"
        said = self.said.setdefault(record.topic, {})
        if heard.name in said:
            first = reading.content(said[heard.name])
            assert first == reading.content(record), f"{record.topic}: {heard.name} in other bytes"
            return
        said[heard.name] = record
        latest = self._latest.get((record.topic, record.key), heard.order)
        assert latest <= heard.order, f"{record.topic}: {heard.order} comes after {latest}"
        self._latest[record.topic, record.key] = heard.order

    def _count_mails(self) -> None:
        for name, copies in self._world.boxes.arrived.items():
            doubts = self._world.boxes.doubts[name]
            assert copies <= 1 + doubts, f"{copies} copies of a mail after {doubts} doubts"
            assert copies <= _MOST_COPIES, f"{copies} copies of a mail"
