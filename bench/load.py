"""What is measured upon: carriers' scans of many shipments, as carrier_ingest writes them.

Parcels come and go: of a large log, as of a small one, 20,000 move at a time. Each shipment's scans
come in order but for some: a few are said again, a few come after the next one. The log is filled
once and read by every contestant.
"""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from waymark_events.codec import Encoded, encode, envelope
from waymark_events.ids import AccountId, RetailerId, ScanId, ShipmentId, digest, shipment_id
from waymark_events.messages.retailers import KeySet, RetailerSet
from waymark_events.messages.shipments import ShipmentScanned
from waymark_events.values import Place, When
from waymark_events.vocabulary import Certainty, Kind, Milestone
from waymark_runtime import keys
from waymark_runtime.outgoing import Outgoing, outgoing
from waymark_runtime.producer import Producer
from waymark_runtime.settings import ServiceSettings

STREAM: Final = "shipment.events.v1"
RETAILER: Final = RetailerId("acme")
DIRECTORY: Final = ("retailer.v1", "key.v1")
REPEATED: Final = 0.01
LATE: Final = 0.01
_START: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
_CITIES: Final = ("Hamburg", "Leipzig", "Kassel", "Erfurt", "Bremen", "Aachen", "Berlin", "Mainz")
AT_ONCE: Final = 20_000
"""Shipments that move at a time."""
API_KEY: Final = keys.make()
"""What the retailer reads with; of this process alone."""
_CHUNK: Final = 10_000
_LEAST: Final = 4
_OTHERS: Final = 9_000_000_000


@dataclass(frozen=True)
class Size:
    """How much: scans in all, and among how many shipments they fall."""

    events: int
    shipments: int

    @property
    def each(self) -> int:
        """Scans of one shipment."""
        return max(self.events // self.shipments, _LEAST)


def fill(settings: ServiceSettings, size: Size) -> int:
    """Write the load to Kafka, and the retailer whose it is; answers the number of records."""
    return asyncio.run(_fill(settings, size))


def scans(size: Size) -> list[Outgoing]:
    """The same records, to be written by whoever asks."""
    return [outgoing(STREAM, record) for record in _records(size)]


def tell_of_others(settings: ServiceSettings, shipments: int) -> None:
    """Write the first scans of shipments that are in no load, each a status change."""
    size = Size(shipments * _LEAST, shipments)
    first = [scan(size, _OTHERS + number, 0) for number in range(shipments)]
    asyncio.run(_tell(settings, [outgoing(STREAM, one) for one in first]))


async def _tell(settings: ServiceSettings, messages: list[Outgoing]) -> None:
    producer = Producer(settings)
    await producer.start()
    try:
        await producer.publish_all(messages)
    finally:
        await producer.stop()


async def _fill(settings: ServiceSettings, size: Size) -> int:
    producer = Producer(settings)
    await producer.start()
    written = 0
    try:
        await producer.append("retailer.v1", _retailer())
        await producer.append("key.v1", _key_of_retailer(settings.key_pepper))
        chunk: list[Outgoing] = []
        for record in _records(size):
            chunk.append(outgoing(STREAM, record))
            if len(chunk) == _CHUNK:
                await producer.publish_all(chunk)
                written += len(chunk)
                chunk = []
        await producer.publish_all(chunk)
    finally:
        await producer.stop()
    return written + len(chunk)


def _retailer() -> Encoded:
    body = RetailerSet(retailer=RETAILER, version=1, name="Acme")
    return encode(envelope("order", "retailer-acme", _START, RETAILER, body))


def _key_of_retailer(pepper: str) -> Encoded:
    body = KeySet(
        key_id=API_KEY.id,
        retailer=RETAILER,
        version=1,
        digest=keys.digest(API_KEY, pepper),
        scopes=("shipments:read",),
    )
    return encode(envelope("order", f"key-{API_KEY.id}", _START, API_KEY.id, body))


def _records(size: Size) -> Iterator[Encoded]:
    """The log from its first record to its last; the same for the same size."""
    chance = random.Random(4711)
    for first in range(0, size.shipments, AT_ONCE):
        yield from _moving(size, range(first, min(first + AT_ONCE, size.shipments)), chance)


def _moving(size: Size, shipments: range, chance: random.Random) -> Iterator[Encoded]:
    """All scans of the shipments that move at a time."""
    turns = [number for number in shipments for _ in range(size.each)]
    chance.shuffle(turns)
    at = dict.fromkeys(shipments, 0)
    held: dict[int, int] = {}
    for number in turns:
        if at[number] and chance.random() < REPEATED:
            yield scan(size, number, at[number] - 1)
        turn, at[number] = at[number], at[number] + 1
        if number in held:
            yield scan(size, number, turn)
            yield scan(size, number, held.pop(number))
        elif 0 < turn < size.each - 1 and chance.random() < LATE:
            held[number] = turn
        else:
            yield scan(size, number, turn)


def scan(size: Size, number: int, turn: int) -> Encoded:
    """The scan of a shipment's turn, always the same bytes."""
    tracking = f"1Z999AA1{number:010d}"
    at = _START + timedelta(hours=3 * turn, seconds=number % 3_600)
    milestone = _milestone(turn, size.each)
    body = ShipmentScanned(
        retailer=RETAILER,
        carrier="ups",
        number=tracking,
        scan_id=ScanId(digest("scan", tracking, str(turn))),
        kind=Kind.EVENT,
        milestone=milestone,
        reason="delivered.other" if milestone == Milestone.DELIVERED else "progress.update",
        when=When(local=at.isoformat()[:19], certainty=Certainty.EXACT, instant=at, zone="+00:00"),
        code="DP",
        dialect="ups",
        channel="push",
        account=AccountId("main"),
        observed_at=at,
        mapping_version=1,
        place=Place(city=_CITIES[(number + turn) % len(_CITIES)], country="DE"),
    )
    ce_id = digest("fact", tracking, str(turn))
    return encode(envelope("carrier_ingest", ce_id, at, _key(tracking), body))


def _key(tracking: str) -> ShipmentId:
    return shipment_id(RETAILER, "ups", tracking)


def _milestone(turn: int, each: int) -> Milestone:
    """Announced, accepted, a long way, out for delivery, delivered."""
    from_end = {each - 1: Milestone.DELIVERED, each - 2: Milestone.OUT_FOR_DELIVERY}
    from_start = {0: Milestone.ANNOUNCED, 1: Milestone.ACCEPTED}
    return from_start.get(turn) or from_end.get(turn) or Milestone.IN_TRANSIT
