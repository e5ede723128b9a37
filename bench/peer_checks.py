"""What contestants that keep everything in Kafka, or in tables of their own, must have written.

None of them tells a repeat: like the bare loop's, their versions count records, not facts.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
import psycopg
from msgspec import Struct

from bench.checks import Expected, same
from bench.reading import partitions


class Said(Struct):
    """What a contestant says of a shipment."""

    version: int
    at: datetime
    milestone: str


class Received(Struct):
    """What the naive contestant keeps of a scan."""

    at: datetime
    milestone: str


_SAID = msgspec.json.Decoder(Said).decode
_RECEIVED = msgspec.json.Decoder(Received).decode
_STORED = """
SELECT originator_id::text, originator_version, state FROM shipments_events
ORDER BY originator_id, originator_version
"""


def check_said(bootstrap: str, topic: str, wanted: Expected) -> int:
    """The last committed message of each shipment: versions, and the read model."""
    last: dict[str, Said] = {}
    for _, records in partitions(bootstrap, topic):
        last |= {one.key.decode(): _SAID(one.value) for one in records}
    same("versions", sum(one.version for one in last.values()), sum(wanted.ends.values()))
    _same_model({name: (one.at, one.milestone) for name, one in last.items()}, wanted)
    return 0


def check_recorded(database: str, wanted: Expected) -> int:
    """The stored events: as many as records, without gaps in a shipment's versions, and what the
    latest of each says. The first of a shipment opens it and says nothing.
    """
    versions: dict[str, int] = {}
    latest: dict[str, tuple[datetime, str]] = {}
    with psycopg.connect(database) as connection:
        for name, version, state in connection.execute(_STORED):
            same(f"next version of {name}", version, versions.get(name, 0) + 1)
            versions[name] = version
            if version > 1:
                event = _RECEIVED(bytes(state))
                found = (event.at, event.milestone)
                latest[name] = max(latest.get(name, found), found, key=lambda one: one[0])
    same("versions", sum(versions.values()) - len(versions), sum(wanted.ends.values()))
    _same_model(latest, wanted)
    return 0


def _same_model(found: Mapping[str, tuple[datetime, str]], wanted: Expected) -> None:
    at = {name: (when.astimezone(UTC), milestone) for name, (when, milestone) in found.items()}
    same("read model", at, wanted.latest)
