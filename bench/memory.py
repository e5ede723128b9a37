"""What a parcel that moves costs in memory: `python -m bench.memory` keeps thousands and weighs.

The streams are those that the projector keeps between batches, after so many scans each.
"""

import argparse
import gc
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from projection.app.incoming import Incoming
from projection.app.streams import Stream
from projection.app.taking import Outcome
from projection.store.shipments import Row
from waymark_events.codec import Envelope, decode
from waymark_events.ids import ShipmentId
from waymark_events.messages.shipments import ShipmentFact
from waymark_runtime.records import Arrived

from bench import keeping, load

_SCANS: Final = (1, 5, 13, 40)


def main() -> None:
    asked = _asked()
    found = {str(scans): round(weighed(asked.shipments, scans)) for scans in _SCANS}
    document = keeping.stamped({"shipments": asked.shipments, "bytes_by_scans": found})
    keeping.write(asked.to, "memory", document, text(document))
    print(text(document))


def weighed(shipments: int, scans: int) -> float:
    """Bytes a shipment, kept after so many scans in order."""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    kept = {stream.row.id: stream for stream in _streams(shipments, scans)}
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(kept) > shipments // 2
    assert all(stream.row.version == scans for stream in kept.values())
    return (after - before) / len(kept)


def _streams(shipments: int, scans: int) -> Iterator[Stream]:
    """Each as the projector leaves it at the end of a batch; few need their history, none here."""
    for number in range(shipments):
        incoming = [_incoming(shipments, number, turn, scans) for turn in range(scans)]
        name, body = incoming[0].shipment, incoming[0].body
        assert body is not None
        stream = Stream(Row(number, name, body.retailer, body.carrier, body.number, 0))
        if all(_taken(stream, one) for one in incoming):
            stream.rest()
            yield stream


def _taken(stream: Stream, incoming: Incoming) -> bool:
    if stream.take(incoming, frozenset()) is not Outcome.TAKEN:
        return False
    stream.settle(b"")
    return True


def _incoming(shipments: int, number: int, turn: int, scans: int) -> Incoming:
    """A scan as the projector reads it off the log."""
    size = load.Size(shipments * max(scans, 4), shipments)
    encoded = load.scan(size, number, turn)
    now = datetime.now(UTC)
    record = Arrived(load.STREAM, 0, turn, now, encoded.key, encoded.value, encoded.headers)
    message = decode(encoded.key, encoded.value, encoded.headers)
    assert isinstance(message, Envelope)
    assert isinstance(message.body, ShipmentFact)
    name = ShipmentId(message.subject)
    return Incoming(record, name, message.id, message.type, now, message.traceparent, message.body)


def text(document: dict[str, Any]) -> str:
    """The document as people read it."""
    return "\n".join(
        [
            f"{document['at']}, {document['machine']}",
            f"a moving parcel in memory, of {document['shipments']:,}:",
            *(
                f"{scans:>4} scans {size:>8,} bytes"
                for scans, size in document["bytes_by_scans"].items()
            ),
        ]
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.add_argument("--shipments", type=int, default=2_000)
    parser.add_argument("--to", type=Path, default=keeping.FOLDER)
    return parser.parse_args()


if __name__ == "__main__":
    main()
