"""What a handler is given: the records, the transaction, and two ways for something to go out."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from psycopg import Connection
from waymark_events.codec import Encoded, Envelope, Refusal, UnknownType, decode
from waymark_events.topics import declaration, sources

from waymark_runtime import metrics
from waymark_runtime.faults import TransientFault
from waymark_runtime.outgoing import Outgoing, Packed, caused, dead_letter
from waymark_runtime.records import Arrived, Place

Message = Envelope | UnknownType
Known = Callable[[str], bool]
_GO_ON_S: Final = 2.0


class Deleted(Struct, frozen=True):
    """A record without value on a compacted topic: its key is deleted."""

    key: str


class Work:
    """One transaction over one batch.

    `records` are cut by the position rule, per partition in order of offset, and those that were
    found to be poison are not among them. What is published or parked is committed with the
    transaction and goes out after it, in order of its causes.
    """

    def __init__(
        self,
        connection: Connection,
        records: Sequence[Arrived],
        *,
        service: str,
        consumer: str,
        known: Known | None = None,
    ) -> None:
        self.connection = connection
        self.records = records
        self._service = service
        self._consumer = consumer
        self._known = known
        self._out: dict[Place, list[Packed]] = defaultdict(list)
        self._parked: list[str] = []
        self._accepted: set[tuple[object, ...]] = set()
        self._after: list[Callable[[], None]] = []
        self._went_on = time.monotonic()

    def publish(self, cause: Arrived, topic: str, message: Envelope | Encoded) -> None:
        """Send a message because of a record; too large a message makes the record poison."""
        self._add(cause, caused(cause, topic, message))

    def park(self, record: Arrived, reason: str, detail: str) -> None:
        """Send a record to the dead letters: it is done with."""
        self._add(record, dead_letter(self._service, record, reason, detail))
        self._parked.append(reason)

    def envelopes(self) -> Iterator[tuple[Arrived, Envelope]]:
        """The messages that this build knows; the unknown are counted and left."""
        for record, step in self.steps():
            if isinstance(step, Envelope):
                yield record, step

    def steps(self) -> Iterator[tuple[Arrived, Message | Deleted]]:
        """Decode lazily, per partition in order; what is no message of its topic's writers is
        parked on the way. TransientFault for a retailer that is not known yet.
        """
        for record in self.records:
            self.go_on()
            if record.value is None and declaration(record.topic).compacted and record.key:
                yield record, Deleted(record.key.decode(errors="replace"))
                continue
            message = decode(record.key, record.value, record.headers)
            if isinstance(message, Envelope) and _marks(record, message) in self._accepted:
                yield record, message
                continue
            refusal = message if isinstance(message, Refusal) else foreign(record, message)
            if refusal is not None:
                self.park(record, refusal.reason, refusal.detail)
            elif not isinstance(message, Refusal):
                yield record, self._of_known_retailer(record, message)

    def go_on(self) -> None:
        """To be called record by record, by whoever reckons for long: PostgreSQL ends a transaction
        that lies idle, since whose it is may be frozen. Within a pipeline it does not.
        """
        if time.monotonic() - self._went_on >= _GO_ON_S:
            self.connection.execute("SELECT 1")
            self._went_on = time.monotonic()

    def outgoing(self) -> Mapping[Place, Sequence[Packed]]:
        """What is to go out, by source partition and there in order of its causes."""
        for messages in self._out.values():
            messages.sort(key=_cause)
        return self._out

    def after_commit(self, step: Callable[[], None]) -> None:
        """Take a step once the transaction is committed; never when it is rolled back, or when
        nobody knows whether it was committed. It must not raise.
        """
        self._after.append(step)

    def committed(self) -> None:
        """Count what was parked and take the steps that waited for the commit."""
        for reason in self._parked:
            metrics.DEAD_LETTERS.labels(self._consumer, reason).inc()
        for step in self._after:
            step()

    def _add(self, cause: Arrived, message: Outgoing) -> None:
        self._out[cause.place].append(Packed(cause.offset, message))

    def _of_known_retailer(self, record: Arrived, message: Message) -> Message:
        if isinstance(message, UnknownType):
            metrics.UNKNOWN_TYPES.labels(self._consumer).inc()
            return message
        retailer = getattr(message.body, "retailer", None)
        if self._known is not None and retailer is not None and not self._known(retailer):
            raise TransientFault(
                f"retailer {retailer!r} of {message.type} is not known here", "unknown_retailer"
            )
        self._accepted.add(_marks(record, message))
        return message


BatchHandler = Callable[[Work], None]
"""Runs in a thread. What it raises rolls back: PoisonRecord parks that record and applies the
others, everything else is tried again and at last parks the records that fail alone."""


def foreign(record: Arrived, message: Message) -> Refusal | None:
    """Why a message may not stand on its topic: only one service writes a type, and there."""
    known = not isinstance(message, UnknownType)
    allowed = sources(record.topic, message.type if known else None)
    if allowed is None or message.source in allowed:
        return None
    if not allowed and known:
        return Refusal("wrong_topic", f"{message.type} is not written to {record.topic}")
    expected = " or ".join(sorted(allowed))
    detail = f"{message.type} from {message.source!r}; on {record.topic} {expected} writes it"
    return Refusal("foreign_writer", detail)


def _marks(record: Arrived, message: Envelope) -> tuple[object, ...]:
    """What decides whether a message may stand where it stands: the same for many in a batch."""
    body = message.body
    return record.topic, type(body), message.source, getattr(body, "retailer", None)


def _cause(packed: Packed) -> int:
    return packed.cause
