"""Takes a batch of the stream: read, fold, and say what changed, all in the runtime's transaction.

Records are folded in log order, so that a message is a function of the records before it and of
no batch's edge. Shipments are independent of each other; their messages go out in source order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from waymark_events.codec import Encoded, encode
from waymark_events.ids import ShipmentId
from waymark_runtime.consumer import Work
from waymark_runtime.faults import TransientFault
from waymark_runtime.records import Arrived

from projection.app.hot import Hot, Kept
from projection.app.incoming import Incoming, misplaced, read
from projection.app.saying import STATUS, message_of
from projection.app.streams import Stream
from projection.store import clocks, facts, saving, shipments
from projection.store.facts import StoredFact
from projection.store.saving import Moved
from projection.store.shipments import KEPT, Row

Say = Callable[[Work, Arrived, Encoded], None]
_Streams = dict[ShipmentId, Stream]


def publish(work: Work, cause: Arrived, message: Encoded) -> None:
    """Let a status go out with the batch."""
    work.publish(cause, STATUS, message)


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
        waiting = _take(work, streams, incoming)
        if waiting:
            _relive(work, streams, {one.shipment for one in waiting})
            _take(work, streams, waiting)
        _save(work, [stream for stream in streams.values() if stream.taken], self._say)
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
        streams |= {name: Stream(row) for name, row in rows.items()}
        _begin(work, streams, incoming)
    return streams


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
    work: Work, streams: Mapping[ShipmentId, Stream], incoming: Iterable[Incoming]
) -> list[Incoming]:
    """Take records in order; what needs its shipment's history first comes back, in order."""
    waiting: list[Incoming] = []
    held: set[ShipmentId] = set()
    noted = _noted(work, streams, incoming)
    for one in incoming:
        work.go_on()
        stream = streams.get(one.shipment)
        refusal = misplaced(one) if stream is None else stream.refuse(one)
        if refusal is not None:
            work.park(one.record, refusal.reason, refusal.detail)
        elif stream is not None and (
            one.shipment in held or not stream.take(one, noted=one.ce_id in noted)
        ):
            held.add(one.shipment)
            waiting.append(one)
    return waiting


def _noted(
    work: Work, streams: Mapping[ShipmentId, Stream], incoming: Iterable[Incoming]
) -> set[str]:
    """Ids whose short digest is indexed already, for shipments with more than 64 facts."""
    asked = {
        (stream.row.no, facts.digest(one.ce_id)): one.ce_id
        for one in incoming
        if (stream := streams.get(one.shipment)) is not None and stream.row.version > KEPT
    }
    found = facts.indexed(work.connection, asked.keys())
    return {ce_id for (no, short), ce_id in asked.items() if (no, facts.as_number(short)) in found}


def _relive(work: Work, streams: Mapping[ShipmentId, Stream], wanted: set[ShipmentId]) -> None:
    first = {}
    for name in wanted:
        stored = streams[name].stored
        first[streams[name].row.no] = (streams[name].row.partition, stored)
    beyond = [streams[name].row.no for name in wanted if streams[name].row.version > KEPT]
    histories = facts.history(work.connection, first, beyond)
    for name in wanted:
        streams[name].relive(histories[streams[name].row.no])


def _save(work: Work, touched: Sequence[Stream], say: Say) -> None:
    stored = [_stored(one, stream) for stream in touched for one in stream.taken]
    beyond = [entry for stream in touched for entry in stream.beyond]
    new = [stream for stream in touched if stream.is_new]
    old = [stream for stream in touched if not stream.is_new]
    rebooked = [stream.row for stream in old if stream.is_rebooked]
    opened = [_settled(work, stream, say) for stream in new]
    moved = [_settled(work, stream, say) for stream in old]
    # in a pipeline PostgreSQL ends nothing for lying idle: whatever takes long was done before
    with work.connection.pipeline():
        # lost with a crash of the server, a batch is read again and says the same bytes
        work.connection.execute("SET LOCAL synchronous_commit = off")
        facts.append(work.connection, stored)
        facts.index(work.connection, beyond)
        saving.insert(work.connection, opened)
        updated = saving.update(work.connection, moved)
        saving.rebook(work.connection, rebooked)
    if updated.rowcount != len(moved):
        # a server that crashed may have lost the batch that was remembered, surrogates and all
        raise TransientFault("rows are not as they were remembered; read anew", "stale_memory")


def _stored(incoming: Incoming, stream: Stream) -> StoredFact:
    record = incoming.record
    return StoredFact(
        record.partition,
        record.offset,
        stream.row.no,
        incoming.ce_id,
        incoming.type,
        incoming.known_at,
        record.value or b"",
    )


def _settled(work: Work, stream: Stream, say: Say) -> Moved:
    """Say what changed; the last message's value is also what a GET answers from."""
    document = b""
    for change in stream.changes:
        cause = change.cause
        message = encode(
            message_of(cause.shipment, change.body, cause.record.appended_at, cause.trace)
        )
        say(work, cause.record, message)
        document = message.value or b""
    return stream.settle(document)
