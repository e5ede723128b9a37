"""What a batch knows of a stream beyond its row: the index, and the history once it was loaded."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from waymark_events.messages.shipments import ShipmentFact, ShipmentScanned

from projection.app.incoming import Incoming
from projection.app.reading import fact_from
from projection.domain import Fact
from projection.store.facts import StoredFact, as_number, scan_digest

Index = AbstractSet[tuple[int, int]]
"""What stands in `fact_index` of all that a batch names: (surrogate, digest as a number)."""
Entry = tuple[int, bytes, int]
"""A new row of it: surrogate, short digest, offset."""


class Recall:
    """Of one stream, until its batch is settled. `entries` are to be written to the index."""

    __slots__ = ("_fresh", "_history", "_ids", "_no", "_scans", "entries")

    def __init__(self, no: int) -> None:
        self.entries: list[Entry] = []
        self._no = no
        self._fresh: set[bytes] = set()
        self._history: list[tuple[int, Fact]] | None = None
        self._ids: set[str] = set()
        self._scans: set[bytes] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the history was loaded."""
        return self._history is not None

    def load(self, stored: Sequence[StoredFact], taken: Iterable[Incoming]) -> None:
        """Take the history in, and what this batch has added to it."""
        self._ids = {fact.ce_id for fact in stored} | {one.ce_id for one in taken}
        read = ((one.offset, fact_from(one)) for one in stored)
        self._history = [(offset, fact) for offset, fact in read if fact is not None]

    def has(self, ce_id: str) -> bool:
        """Whether this id is there, once the history was loaded."""
        return ce_id in self._ids

    def facts(self, taken: Iterable[Incoming]) -> Iterator[Fact]:
        """The whole stream as it is now."""
        yield from (fact for _, fact in self._history or ())
        yield from (fact for _, fact in _placed(taken))

    def note(self, short: bytes, offset: int) -> None:
        """A fact beyond the 64th lies there."""
        self.entries.append((self._no, short, offset))
        self._fresh.add(short)

    def remember(self, incoming: Incoming) -> None:
        """A record was taken: it is known from now on."""
        self._ids.add(incoming.ce_id)

    def note_scans(self, body: ShipmentFact | None, offset: int) -> None:
        """A fact names these scans."""
        for short in scans_named(body):
            self.note(short, offset)
            if self._scans is not None:
                self._scans.add(short)

    def note_all_scans(self, taken: Sequence[Incoming]) -> None:
        """From now on the index knows every scan that was ever named."""
        for offset, fact in (*(self._history or ()), *_placed(taken)):
            self.note_scans(fact.body, offset)

    def is_noted(self, short: bytes, index: Index) -> bool:
        """Whether this digest stands in the index, or will after this batch."""
        return short in self._fresh or (self._no, as_number(short)) in index

    def is_unheard(self, body: ShipmentFact, index: Index, taken: Iterable[Incoming]) -> bool:
        """Whether no fact named this scan before; the index must know every scan."""
        if not isinstance(body, ShipmentScanned):
            return False
        short = scan_digest(body.scan_id)
        if self._history is None:
            return not self.is_noted(short, index)
        if self._scans is None:
            whole = (*self._history, *_placed(taken))
            self._scans = {one for _, fact in whole for one in scans_named(fact.body)}
        return short not in self._scans


def scans_named(body: ShipmentFact | None) -> tuple[bytes, ...]:
    """The digests of the scan a fact is about and of the one it withdraws; none but of scans."""
    if not isinstance(body, ShipmentScanned):
        return ()
    own = scan_digest(body.scan_id)
    return (own,) if body.withdraws is None else (own, scan_digest(body.withdraws))


def _placed(taken: Iterable[Incoming]) -> Iterator[tuple[int, Fact]]:
    """The facts of records that were taken, each with its offset."""
    for one in taken:
        if one.body is not None:
            yield one.record.offset, Fact(one.ce_id, one.known_at, one.body)
