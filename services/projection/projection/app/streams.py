"""One shipment's stream within a batch: facts taken one after another, statuses coming out."""

from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct
from waymark_events.codec import Refusal
from waymark_events.messages.shipments import (
    ShipmentBooked,
    ShipmentEstimated,
    ShipmentFact,
    ShipmentScanned,
)
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged

from projection.app.incoming import Incoming
from projection.app.reading import fact_from
from projection.domain import (
    EMPTY,
    Fact,
    State,
    cause_of,
    first_due,
    fold,
    pack,
    since,
    status,
    step,
    unpack,
)
from projection.store.facts import StoredFact, digest
from projection.store.shipments import KEPT, PAIR, Row

FOLD_VERSION: Final = 1
FLOODED: Final = 5_000


class Change(Struct, frozen=True, gc=False):
    """A status message that is to go out because of a record."""

    cause: Incoming
    body: ShipmentStatusChanged


class Stream:
    """A shipment's row being moved on by a batch.

    `take` returns False when the fact needs the history: the caller loads it, calls `relive` and
    goes on. Nothing here reads a clock: the same records give the same messages.
    """

    def __init__(self, row: Row) -> None:
        self.row = row
        self.stored = row.seen
        self.state: State = unpack(row.state) if row.state else EMPTY
        self.status: PublicStatus | None = status(self.state) if row.state else None
        self.facts: list[StoredFact] = []
        self.changes: list[Change] = []
        self.beyond: list[tuple[int, bytes, int]] = []
        self._check_anew = row.check_at is None
        self._fresh: list[Fact] = []
        self._history: list[Fact] | None = None
        self._ids: set[str] | None = None

    def relive(self, history: list[StoredFact]) -> None:
        """Give the stored history, so that repeats are told and late facts folded anew."""
        self._ids = {fact.ce_id for fact in history} | {fact.ce_id for fact in self.facts}
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
            state = fold([*self._history, *self._fresh, fact])
        self.state = state
        self._fresh.append(fact)
        self._keep(incoming, short)
        self._say(incoming, fact)
        return True

    def settle(self) -> Row:
        """The row as it is to be written after the batch."""
        row = self.row
        row.state = pack(self.state)
        row.fold_version = FOLD_VERSION
        if self.status is not None:
            row.milestone = self.status.milestone
            row.flags = " ".join(self.status.flags)
        row.check_at = self._check()
        return row

    def _check(self) -> datetime | None:
        """When the watchman looks: a scan that only moves that on leaves it, for the index's sake.

        Too early costs the watchman one look; too late would cost a deadline.
        """
        due = first_due(self.state)
        kept = self.row.check_at
        if self._check_anew or kept is None or (due is not None and due < kept):
            return due
        return kept

    def _knows(self, short: bytes) -> bool:
        seen, at = self.row.seen, -1
        while (at := seen.find(short, at + 1)) >= 0:
            if at % PAIR == 0:
                return True
        return bool(self.beyond) and any(entry[1] == short for entry in self.beyond)

    def _keep(self, incoming: Incoming, short: bytes) -> None:
        row, record = self.row, incoming.record
        if self._ids is not None:
            self._ids.add(incoming.ce_id)
        row.version += 1
        row.updated_at = incoming.known_at
        if row.version <= KEPT:
            row.seen += short + record.offset.to_bytes(8, "big")
        else:
            self.beyond.append((row.no, short, record.offset))
        self.facts.append(
            StoredFact(
                record.partition,
                record.offset,
                row.no,
                incoming.ce_id,
                incoming.type,
                incoming.known_at,
                record.value or b"",
            )
        )

    def _say(self, incoming: Incoming, fact: Fact) -> None:
        body = fact.body
        if not isinstance(body, ShipmentScanned | ShipmentEstimated):
            self._check_anew = True
            self._book(body)
        now = status(self.state)
        if now == self.status:
            return
        self.status = now
        row = self.row
        change = ShipmentStatusChanged(
            retailer=body.retailer,
            carrier=body.carrier,
            number=body.number,
            generation=row.generation,
            version=row.version,
            status=now,
            cause=cause_of(fact),
            caused_by=fact.ce_id,
            known_at=fact.known_at,
            since=since(self.state),
            scan_id=getattr(body, "scan_id", None),
        )
        self.changes.append(Change(incoming, change))

    def _book(self, body: ShipmentFact) -> None:
        order, version = getattr(body, "order_id", None), getattr(body, "order_version", None)
        if order is None or version is None:
            return
        versions = msgspec.json.decode(self.row.order_versions, type=dict[str, int])
        versions[order] = max(version, versions.get(order, 0))
        self.row.order_versions = msgspec.json.encode(versions).decode()
        if isinstance(body, ShipmentBooked) and order not in self.row.orders:
            self.row.orders += (order,)
            self.row.references += (body.order_reference,)
