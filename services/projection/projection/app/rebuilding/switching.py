"""A partition's new rows take the place of the old ones, at one position and in one transaction."""

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace
from psycopg import Connection
from waymark_events.ids import ShipmentId
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.topics.names import SHIPMENT_EVENTS, SHIPMENT_STATUS
from waymark_runtime.outbox import Outbox
from waymark_runtime.outgoing import Outgoing, outgoing

from projection.app.rebuilding.report import Difference
from projection.app.saying import REBUILT, message_of
from projection.store import comparing
from projection.store.comparing import Differing, Exchanged

_DECODE: Final = msgspec.json.Decoder(ShipmentStatusChanged).decode


class Verdict(Struct, frozen=True):
    """What is put in for a shipment, and what is said of it, if its status was wrong."""

    exchanged: Exchanged
    said: Outgoing | None = None
    difference: Difference | None = None


class Switched(Struct, frozen=True):
    """What a partition's exchange came to."""

    facts_mended: int = 0
    verdicts: Sequence[Verdict] = ()
    vanished: Sequence[ShipmentId] = field(default_factory=list)


def switch(connection: Connection, consumer: str, partition: int, position: int) -> Switched:
    """Exchange a partition's rows; its position is held, and the shadow is built to just there.

    A status that was wrong is said under the next generation; equal ones say nothing.
    """
    mended = comparing.facts(connection, partition)
    found = comparing.differing(connection, partition)
    lost = [one.id for one in found if not one.generation]
    said = comparing.said_generations(connection, lost)
    verdicts = [judge(one, said.get(one.id, 0)) for one in found]
    vanished = comparing.vanished(connection, partition)
    if verdicts:
        comparing.rows(connection, [one.exchanged for one in verdicts])
    if mended or verdicts or vanished:
        comparing.turn(connection, partition)
    out = [one.said for one in verdicts if one.said is not None]
    Outbox(consumer).add(connection, SHIPMENT_EVENTS, partition, max(position - 1, 0), out)
    return Switched(mended, verdicts, vanished)


def judge(row: Differing, said_before: int) -> Verdict:
    """What becomes of a row that is not as it was built anew.

    `said_before` is the highest generation ever said of a shipment whose row was lost.
    """
    new = _DECODE(row.new_document)
    was = _DECODE(row.document) if row.document else None
    if was is not None and was.status == new.status and row.version == row.new_version:
        return Verdict(Exchanged(row.no, row.generation, b""))
    generation = max(row.generation, said_before) + 1
    body = replace(new, generation=generation, version=row.new_version, cause=REBUILT)
    message = outgoing(SHIPMENT_STATUS, message_of(row.id, body, new.known_at))
    difference = Difference(
        shipment=row.id,
        carrier=new.carrier,
        number=new.number,
        generation=generation,
        was=None if was is None else was.status,
        now=new.status,
    )
    return Verdict(Exchanged(row.no, generation, message.value or b""), message, difference)
