"""One shipment's stream: facts taken one after another, statuses coming out."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from waymark_events.codec import Refusal
from waymark_events.messages.shipments import (
    ShipmentBooked,
    ShipmentEstimated,
    ShipmentFact,
    ShipmentScanned,
)
from waymark_events.messages.statuses import PublicStatus

from projection.app.incoming import Incoming
from projection.app.reading import fact_from
from projection.app.saying import Change, change_of
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
from projection.store.saving import Moved
from projection.store.shipments import KEPT, PAIR, Row

FLOODED: Final = 5_000


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
        "row",
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
        self._begin()

    def _begin(self) -> None:
        self.stored = self.row.seen
        self.taken: list[Incoming] = []
        self.changes: list[Change] = []
        self.beyond: list[tuple[int, bytes, int]] = []
        self.is_rebooked = False
        self._anew = self.is_new
        self._history: list[Fact] | None = None
        self._ids: set[str] | None = None

    def rest(self) -> None:
        """Let go of the history: after a batch of repeats, which takes nothing to settle."""
        self._history, self._ids = None, None

    def relive(self, history: list[StoredFact]) -> None:
        """Give the stored history, so that repeats are told and late facts folded anew."""
        self._ids = {fact.ce_id for fact in history} | {one.ce_id for one in self.taken}
        self._history = [fact for stored in history if (fact := fact_from(stored)) is not None]

    def refuse(self, incoming: Incoming) -> Refusal | None:
        """Why this record cannot be a fact of this stream; None when it can."""
        body, row = incoming.body, self.row
        if body is not None and (
            body.number != row.number
            or body.carrier != row.carrier
            or body.retailer != row.retailer
        ):
            return Refusal(
                "foreign_key",
                f"key {row.id} is {row.carrier} {row.number} of retailer {row.retailer}, the value"
                f" speaks of {body.carrier} {body.number} of {body.retailer}",
            )
        if incoming.record.partition != row.partition:
            return Refusal(
                "foreign_partition",
                f"{row.carrier} {row.number} lies in partition {row.partition}, this record in"
                f" {incoming.record.partition}",
            )
        if row.version >= FLOODED:
            return Refusal("flooded", f"{row.carrier} {row.number} has {FLOODED} facts already")
        return None

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
            self._book(body)
        now = status(self.state)
        if now == self.status:
            return
        self.status = now
        self.changes.append(change_of(self.row, incoming, fact, self.state, now))

    def _book(self, body: ShipmentFact) -> None:
        order, version = getattr(body, "order_id", None), getattr(body, "order_version", None)
        if order is None or version is None:
            return
        versions = msgspec.json.decode(self.row.order_versions, type=dict[str, int])
        versions[order] = max(version, versions.get(order, 0))
        self.is_rebooked = True
        self.row.order_versions = msgspec.json.encode(versions).decode()
        if isinstance(body, ShipmentBooked) and order not in self.row.orders:
            self.row.orders += (order,)
            self.row.references += (body.order_reference,)


def _facts(taken: Iterable[Incoming]) -> Iterator[Fact]:
    for one in taken:
        if one.body is not None:
            yield Fact(one.ce_id, one.known_at, one.body)
