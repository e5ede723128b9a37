"""A consumer that remembers nothing: only its position keeps it from noting a record twice."""

from typing import Final, cast

from simulation.database import Transaction
from simulation.facts import GARBAGE
from waymark_events.codec import Encoded
from waymark_runtime.consumer import Work
from waymark_runtime.faults import PoisonRecord

OUTPUT: Final = "shipment.private.v1"


def tally(work: Work) -> None:
    """Note every record, and say so; damaged bytes are poison."""
    transaction = cast(Transaction, work.connection)
    for record in work.records:
        if record.value in GARBAGE:
            raise PoisonRecord(record, "damaged", "these bytes are no fact")
        noted = transaction.get("tally", (record.partition,)) or ()
        transaction.put("tally", (record.partition,), (*noted, record.offset))
        said = Encoded(record.key or b"", str(record.offset).encode(), ())
        work.publish(record, OUTPUT, said)
