"""What is said of one shipment: what is shown now, and what changed in a batch."""

from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged

from projection.app.again import Again
from projection.app.incoming import Incoming
from projection.app.saying import Change, anew, quiet, said_of
from projection.domain import Fact, State, status
from projection.store.said import Said
from projection.store.shipments import Row


class Telling:
    """Of one stream. `changes` is what a batch has to say; `shown` the status after all of it."""

    __slots__ = ("_correction", "_row", "_said", "changes", "is_met", "is_regenerated", "shown")

    def __init__(self, row: Row, shown: PublicStatus | None) -> None:
        self._row = row
        self._said: Said | None = None
        self._correction: ShipmentStatusChanged | None = None
        self.shown = shown
        self.begin()

    def begin(self) -> None:
        """A new batch."""
        self.changes: list[Change] = []
        self.is_met = self.is_regenerated = False

    def expect(self, said: Said) -> None:
        """More was said of it than its row says: that is read again now."""
        self._said, self._correction = said, None
        self._row.generation = said.generation

    def correct(self, said: ShipmentStatusChanged) -> None:
        """An older fold had shown something else: that goes out before the next fact is taken."""
        self._correction = said

    def owe(self, cause: Incoming) -> None:
        """A record is about to be taken: say with it what had to be said before."""
        if self._correction is not None:
            self.changes.append(Change(cause, self._correction))
            self._correction, self.is_regenerated = None, True

    def say(self, cause: Incoming, fact: Fact, state: State) -> None:
        """A fact was taken; note what it changed."""
        now = status(state)
        if self._said is not None:
            self._say_again(self._said, cause, fact, (state, now))
        elif now != self.shown:
            self.changes.append(Change(cause, said_of(self._row, fact, state, now)))
        self.shown = now

    def _say_again(
        self, said: Said, cause: Incoming, fact: Fact, folded: tuple[State, PublicStatus]
    ) -> None:
        """After a restore: up to where more was said, nothing is; from there on as ever."""
        state, now = folded
        again = Again.of(self._row, said, now)
        if again.is_met:
            self._said, self.is_met, self.is_regenerated = None, True, True
        self._row.generation = again.generation
        if now != self.shown or again.is_met:
            change = Change(cause, said_of(self._row, fact, state, now))
            self.changes.append(quiet(change) if again.was_said else anew(change))
