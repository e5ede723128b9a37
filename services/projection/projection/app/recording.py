"""Writes what a batch brought, in one pipeline, and says what changed."""

from collections.abc import Callable, Sequence

from waymark_events.codec import Encoded, encode
from waymark_runtime.consumer import Work
from waymark_runtime.faults import TransientFault
from waymark_runtime.postgres import pipeline
from waymark_runtime.records import Arrived

from projection.app.incoming import Incoming
from projection.app.saying import message_of
from projection.app.streams import Stream
from projection.store import facts, said, saving
from projection.store.facts import StoredFact
from projection.store.saving import Moved
from projection.store.shipments import Row

Say = Callable[[Work, Arrived, Encoded], None]


def record(work: Work, touched: Sequence[Stream], say: Say) -> None:
    """Write what a batch brought to these shipments. `say` takes each status that changed."""
    stored = [_stored(one, stream) for stream in touched for one in stream.taken]
    beyond = [entry for stream in touched for entry in stream.beyond]
    new = [stream for stream in touched if stream.is_new]
    old = [stream for stream in touched if not stream.is_new]
    rebooked = [stream.row for stream in old if stream.is_rebooked]
    relived = [stream.row for stream in touched if stream.is_relived]
    regenerated = [stream.row for stream in touched if stream.telling.is_regenerated]
    met = [stream.row for stream in touched if stream.telling.is_met]
    opened = [_settled(work, stream, say) for stream in new]
    moved = [_settled(work, stream, say) for stream in old]
    with pipeline(work.connection):
        # lost with a crash of the server, a batch is read again and says the same bytes
        work.connection.execute("SET LOCAL synchronous_commit = off")
        facts.append(work.connection, stored)
        facts.index(work.connection, beyond)
        saving.insert(work.connection, opened)
        updated = saving.update(work.connection, moved)
        saving.rebook(work.connection, rebooked)
        _regenerate(work, regenerated, met)
        saving.relive(work.connection, relived)
    if updated.rowcount != len(moved):
        # a server that crashed may have lost the batch that was remembered, surrogates and all
        raise TransientFault("rows are not as they were remembered; read anew", "stale_memory")


def _regenerate(work: Work, regenerated: Sequence[Row], met: Sequence[Row]) -> None:
    """Write what is told under another generation, and forget what was only to be met."""
    if regenerated:
        generations = [(row.no, row.generation) for row in regenerated]
        said.set_generations(work.connection, generations)
    if met:
        said.forget_met(work.connection, met)


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
    for change in stream.telling.changes:
        cause = change.cause
        message = encode(
            message_of(cause.shipment, change.body, cause.record.appended_at, cause.trace)
        )
        if not change.before:
            say(work, cause.record, message)
        document = message.value or b""
    return stream.settle(document)
