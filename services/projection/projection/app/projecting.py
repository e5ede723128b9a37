"""Takes a batch of the stream: read, fold, and say what changed, all in the runtime's transaction.

Records are folded in log order, so that a message is a function of the records before it and of
no batch's edge. Shipments are independent of each other; their messages go out in source order.
"""

from collections.abc import Iterable, Mapping, Sequence

from waymark_events.codec import Encoded, Refusal
from waymark_events.ids import ShipmentId
from waymark_events.topics.names import SHIPMENT_STATUS
from waymark_runtime.consumer import Work
from waymark_runtime.records import Arrived

from projection.app.flooding import Flood
from projection.app.hot import Hot, Kept
from projection.app.incoming import Incoming, misplaced, read
from projection.app.recall import Index
from projection.app.recording import Say, record
from projection.app.refolding import refold, refuse_newer
from projection.app.streams import Stream
from projection.app.taking import Outcome
from projection.store import clocks, facts, said, shipments
from projection.store.shipments import KEPT, Row

_Streams = dict[ShipmentId, Stream]


def publish(work: Work, cause: Arrived, message: Encoded) -> None:
    """Let a status go out with the batch."""
    work.publish(cause, SHIPMENT_STATUS, message)


class Projector:
    """Folds batches of `shipment.events.v1`. It may be called in threads, for partitions apart.

    `say` takes each status that a batch brings.
    """

    def __init__(self, hot: Hot | None = None, say: Say = publish) -> None:
        self._hot = hot or Hot()
        self._say = say

    def on_shipment_events(self, work: Work) -> None:
        """Fold a batch; the handler of the projector's consumer."""
        clocked = clocks.load(work.connection, {record.partition for record in work.records})
        kept = self._hot.taken(work.records, clocked)
        incoming = read(work, clocked)
        streams = _open(work, incoming, kept)
        if any(clock.said for clock in clocked.values()):
            _expect(work, streams)
        flood = Flood()
        waiting = _take(work, streams, incoming, flood)
        if waiting:
            _relive(work, streams, {one.shipment for one in waiting})
            _take(work, streams, waiting, flood)
        flood.note(work.connection)
        record(work, [stream for stream in streams.values() if stream.taken], self._say)
        work.after_commit(lambda: self._hot.keep(kept, streams.values()))


def _open(work: Work, incoming: Sequence[Incoming], kept: Mapping[int, Kept]) -> _Streams:
    """The streams of a batch: kept, read, or opened where a record may open one."""
    streams: _Streams = {}
    cold: dict[ShipmentId, Incoming] = {}
    for one in incoming:
        if one.shipment in streams:
            continue
        stream = kept[one.record.partition].streams.pop(one.shipment, None)
        if stream is not None:
            streams[one.shipment] = stream
        elif one.shipment not in cold:
            cold[one.shipment] = one
    if cold:
        rows = shipments.load(work.connection, cold.keys())
        refuse_newer(rows.values())
        corrected = refold(work.connection, rows.values(), work.go_on)
        streams |= {name: Stream(row) for name, row in rows.items()}
        for name, said_anew in corrected.items():
            streams[name].telling.correct(said_anew)
        _begin(work, streams, incoming)
    return streams


def _expect(work: Work, streams: _Streams) -> None:
    """After a restore: of some of these more was said than their rows say."""
    for name, found in said.load(work.connection, streams.keys()).items():
        streams[name].telling.expect(found)


def _begin(work: Work, streams: _Streams, incoming: Iterable[Incoming]) -> None:
    """Open streams for shipments that have no row; a later record may where an earlier cannot."""
    opening: dict[ShipmentId, Incoming] = {}
    for one in incoming:
        if one.shipment not in streams and one.shipment not in opening and misplaced(one) is None:
            opening[one.shipment] = one
    numbers = shipments.number(work.connection, opening.keys()) if opening else {}
    for name, one in opening.items():
        streams[name] = Stream(_row(numbers[name], one))


def _row(no: int, first: Incoming) -> Row:
    body = first.body
    if body is None:
        raise ValueError(f"{first.type} cannot open a stream; misplaced() refuses it before")
    return Row(no, first.shipment, body.retailer, body.carrier, body.number, first.record.partition)


def _take(
    work: Work, streams: Mapping[ShipmentId, Stream], incoming: Iterable[Incoming], flood: Flood
) -> list[Incoming]:
    """Take records in order; what needs its shipment's history first comes back, in order."""
    waiting: list[Incoming] = []
    held: set[ShipmentId] = set()
    index = _indexed(work, streams, incoming)
    for one in incoming:
        work.go_on()
        stream = streams.get(one.shipment)
        if one.shipment in held:
            waiting.append(one)
            continue
        if stream is None:
            outcome: Outcome | Refusal | None = misplaced(one)
        else:
            outcome = stream.refuse(one) or stream.take(one, index)
        if isinstance(outcome, Refusal):
            work.park(one.record, outcome.reason, outcome.detail)
            flood.add(stream, one, outcome)
        elif outcome is Outcome.NEEDS_HISTORY:
            held.add(one.shipment)
            waiting.append(one)
    return waiting


def _indexed(
    work: Work, streams: Mapping[ShipmentId, Stream], incoming: Iterable[Incoming]
) -> Index:
    """What stands in the index of all that these records name; few shipments have one."""
    asked = {
        (stream.row.no, short)
        for one in incoming
        if (stream := streams.get(one.shipment)) is not None and stream.row.version > KEPT
        for short in stream.names(one)
    }
    return facts.indexed(work.connection, asked)


def _relive(work: Work, streams: Mapping[ShipmentId, Stream], wanted: set[ShipmentId]) -> None:
    first = {}
    for name in wanted:
        stored = streams[name].stored
        first[streams[name].row.no] = (streams[name].row.partition, stored)
    beyond = [streams[name].row.no for name in wanted if streams[name].row.version > KEPT]
    histories = facts.history(work.connection, first, beyond)
    for name in wanted:
        streams[name].relive(histories[streams[name].row.no])
