"""One shipment's stream: facts taken one after another, statuses coming out."""

from collections.abc import Iterator, Sequence

from waymark_events.codec import Refusal
from waymark_events.messages.shipments import (
    ShipmentEstimated,
    ShipmentFact,
    ShipmentScanned,
)

from projection.app.incoming import Incoming
from projection.app.rebooking import book
from projection.app.recall import Entry, Index, Recall, scans_named
from projection.app.taking import Outcome, misfit, overdone
from projection.app.telling import Telling
from projection.domain import (
    EMPTY,
    Fact,
    State,
    first_due,
    fold_again,
    pack,
    status,
    step,
    unpack,
)
from projection.store.facts import StoredFact, digest
from projection.store.saving import Moved
from projection.store.shipments import KEPT, PAIR, Row


class Stream:
    """A shipment, moved on by batches.

    When `take` answers NEEDS_HISTORY, the caller loads it, calls `relive` and goes on. `settle`
    ends a batch; what it answers is written, and the stream is good for the next one. Nothing here
    reads a clock: the same records give the same messages.
    """

    __slots__ = (
        "_anew",
        "_recall",
        "is_new",
        "is_rebooked",
        "is_relived",
        "row",
        "state",
        "stored",
        "taken",
        "telling",
    )

    def __init__(self, row: Row) -> None:
        self.row = row
        self.is_new = not row.state
        self.state: State = unpack(row.state) if row.state else EMPTY
        self.telling = Telling(row, status(self.state) if row.state else None)
        # packed anew when it is written
        row.state = b""
        self._begin()

    def _begin(self) -> None:
        self.stored = self.row.seen
        self.taken: list[Incoming] = []
        self.is_rebooked = self.is_relived = False
        self._anew = self.is_new
        self._recall: Recall | None = None

    def rest(self) -> None:
        """Let go of the history: after a batch of repeats, which takes nothing to settle."""
        self._recall = None

    def relive(self, history: list[StoredFact]) -> None:
        """Give the stored history, so that repeats are told and late facts folded anew."""
        self._recalling().load(history, self.taken)

    @property
    def beyond(self) -> Sequence[Entry]:
        """What is to be written to the index."""
        return self._recall.entries if self._recall is not None else ()

    def refuse(self, incoming: Incoming) -> Refusal | None:
        """Why this record cannot be a fact of this stream; None when it can."""
        return misfit(self.row, incoming)

    def take(self, incoming: Incoming, index: Index) -> Outcome | Refusal:
        """Take a record, or say why not. `index` was asked for all that `names` names."""
        short = digest(incoming.ce_id)
        recall = self._recall
        if recall is None or not recall.is_whole:
            if self._knows(short, index):
                return Outcome.NEEDS_HISTORY
        elif recall.has(incoming.ce_id):
            return Outcome.TAKEN
        if incoming.body is None:
            self._keep(incoming, short)
            return Outcome.TAKEN
        fact = Fact(incoming.ce_id, incoming.known_at, incoming.body)
        state = step(self.state, fact, unheard=self._is_unheard(incoming.body, index))
        if state is None:
            refusal = overdone(self.row)
            if refusal is not None:
                return refusal
            if recall is None or not recall.is_whole:
                return Outcome.NEEDS_HISTORY
            state = self._fold_again(recall, fact)
        self.state = state
        self._keep(incoming, short)
        self._say(incoming, fact)
        return Outcome.TAKEN

    def names(self, incoming: Incoming) -> Iterator[bytes]:
        """The digests that the index has to be asked for before a record is taken."""
        if self.row.version > KEPT:
            yield digest(incoming.ce_id)
            if self.row.relived:
                yield from scans_named(incoming.body)

    def settle(self, document: bytes) -> Moved:
        """End a batch that brought facts; `document` is the last message's, if there was one."""
        shown = self.telling.shown
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
        self.telling.begin()
        self._begin()
        return moved

    def _recalling(self) -> Recall:
        if self._recall is None:
            self._recall = Recall(self.row.no)
        return self._recall

    def _knows(self, short: bytes, index: Index) -> bool:
        seen, at = self.row.seen, -1
        while (at := seen.find(short, at + 1)) >= 0:
            if at % PAIR == 0:
                return True
        return self.row.version > KEPT and self._recalling().is_noted(short, index)

    def _is_unheard(self, body: ShipmentFact, index: Index) -> bool:
        return self.row.relived > 0 and self._recalling().is_unheard(body, index, self.taken)

    def _fold_again(self, recall: Recall, fact: Fact) -> State:
        """Fold the history and this fact. Beyond the 64th the index then knows every scan."""
        row = self.row
        if row.version >= KEPT:
            if not row.relived:
                recall.note_all_scans(self.taken)
            row.relived += row.version + 1
            self.is_relived = True
        return fold_again([*recall.facts(self.taken), fact])

    def _keep(self, incoming: Incoming, short: bytes) -> None:
        row, offset = self.row, incoming.record.offset
        if self._recall is not None:
            self._recall.remember(incoming)
        self.telling.owe(incoming)
        row.version += 1
        if row.version <= KEPT:
            row.seen += short + offset.to_bytes(8, "big")
        else:
            self._recalling().note(short, offset)
            if row.relived:
                self._recalling().note_scans(incoming.body, offset)
        self.taken.append(incoming)

    def _say(self, incoming: Incoming, fact: Fact) -> None:
        body = fact.body
        if not isinstance(body, ShipmentScanned | ShipmentEstimated):
            self._anew = True
            self.is_rebooked |= book(self.row, body)
        self.telling.say(incoming, fact, self.state)
