"""One shipment's stream: facts taken one after another, statuses coming out."""

from collections.abc import Iterable, Iterator

from waymark_events.messages.shipments import ShipmentEstimated, ShipmentScanned
from waymark_events.messages.statuses import PublicStatus

from projection.app.incoming import Incoming
from projection.app.reading import fact_from
from projection.app.rebooking import book
from projection.app.saying import Change, anew, change_of, digest_of, quiet
from projection.domain import (
    EMPTY,
    Fact,
    State,
    first_due,
    fold,
    pack,
    status,
    step,
    unpack,
)
from projection.store.facts import StoredFact, digest
from projection.store.said import Said
from projection.store.saving import Moved
from projection.store.shipments import KEPT, PAIR, Row


class Stream:
    """A shipment, moved on by batches.

    `take` returns False when the fact needs the history: the caller loads it, calls `relive` and
    goes on. `settle` ends a batch; what it answers is written, and the stream is good for the
    next one. Nothing here reads a clock: the same records give the same messages.
    """

    __slots__ = (
        "_anew",
        "_history",
        "_ids",
        "beyond",
        "changes",
        "is_new",
        "is_rebooked",
        "met",
        "row",
        "said",
        "state",
        "status",
        "stored",
        "taken",
    )

    def __init__(self, row: Row) -> None:
        self.row = row
        self.is_new = not row.state
        self.state: State = unpack(row.state) if row.state else EMPTY
        self.status: PublicStatus | None = status(self.state) if row.state else None
        # packed anew when it is written
        row.state = b""
        self.said: Said | None = None
        self._begin()

    def _begin(self) -> None:
        self.stored = self.row.seen
        self.taken: list[Incoming] = []
        self.changes: list[Change] = []
        self.beyond: list[tuple[int, bytes, int]] = []
        self.is_rebooked = False
        self.met = False
        self._anew = self.is_new
        self._history: list[Fact] | None = None
        self._ids: set[str] | None = None

    def expect(self, said: Said) -> None:
        """More was said of it than its row says: that is read again now."""
        self.said = said
        self.row.generation = said.generation

    def rest(self) -> None:
        """Let go of the history: after a batch of repeats, which takes nothing to settle."""
        self._history, self._ids = None, None

    def relive(self, history: list[StoredFact]) -> None:
        """Give the stored history, so that repeats are told and late facts folded anew."""
        self._ids = {fact.ce_id for fact in history} | {one.ce_id for one in self.taken}
        self._history = [fact for stored in history if (fact := fact_from(stored)) is not None]

    def take(self, incoming: Incoming, *, noted: bool) -> bool:
        """Take a record; False when that needs the history first.

        `noted`: the short digest of its id stands in the index beyond the 64th fact.
        """
        short = digest(incoming.ce_id)
        if self._ids is None and (noted or self._knows(short)):
            return False
        if self._ids is not None and incoming.ce_id in self._ids:
            return True
        if incoming.body is None:
            self._keep(incoming, short)
            return True
        fact = Fact(incoming.ce_id, incoming.known_at, incoming.body)
        state = step(self.state, fact)
        if state is None:
            if self._history is None:
                return False
            state = fold([*self._history, *_facts(self.taken), fact])
        self.state = state
        self._keep(incoming, short)
        self._say(incoming, fact)
        return True

    def settle(self, document: bytes) -> Moved:
        """End a batch that brought facts; `document` is the last message's, if there was one."""
        shown = self.status
        moved = Moved(
            self.row,
            pack(self.state),
            shown.milestone if shown else "unknown",
            " ".join(shown.flags) if shown else "",
            document,
            self.taken[-1].known_at,
            first_due(self.state),
            self._anew,
        )
        self.is_new = False
        self._begin()
        return moved

    def _knows(self, short: bytes) -> bool:
        seen, at = self.row.seen, -1
        while (at := seen.find(short, at + 1)) >= 0:
            if at % PAIR == 0:
                return True
        return bool(self.beyond) and any(entry[1] == short for entry in self.beyond)

    def _keep(self, incoming: Incoming, short: bytes) -> None:
        row, offset = self.row, incoming.record.offset
        if self._ids is not None:
            self._ids.add(incoming.ce_id)
        row.version += 1
        if row.version <= KEPT:
            row.seen += short + offset.to_bytes(8, "big")
        else:
            self.beyond.append((row.no, short, offset))
        self.taken.append(incoming)

    def _say(self, incoming: Incoming, fact: Fact) -> None:
        body = fact.body
        if not isinstance(body, ShipmentScanned | ShipmentEstimated):
            self._anew = True
            self.is_rebooked = book(self.row, body) or self.is_rebooked
        now = status(self.state)
        if self.said is not None:
            self._say_again(self.said, incoming, fact, now)
            return
        if now == self.status:
            return
        self.status = now
        self.changes.append(change_of(self.row, incoming, fact, self.state, now))

    def _say_again(self, said: Said, incoming: Incoming, fact: Fact, now: PublicStatus) -> None:
        """What was said before the database was set back is kept and not said; what comes out
        differently at its end is said under the next generation.
        """
        before = self.row.version < said.version
        if not before:
            self.said, self.met = None, True
        as_said = self.row.version == said.version and digest_of(now) == said.status
        if not (before or as_said):
            self.row.generation = said.generation + 1
        if now != self.status or self.met:
            change = change_of(self.row, incoming, fact, self.state, now)
            self.changes.append(quiet(change) if before or as_said else anew(change))
        self.status = now


def _facts(taken: Iterable[Incoming]) -> Iterator[Fact]:
    for one in taken:
        if one.body is not None:
            yield Fact(one.ce_id, one.known_at, one.body)
