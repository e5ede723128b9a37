"""The normaliser on a database of a test, and the records it is given."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from carrier_ingest.app.adding import Accounts
from carrier_ingest.app.hearing import Hearing
from carrier_ingest.app.normalising import Normaliser
from carrier_ingest.app.planning import Planner
from carrier_ingest.app.settling import Settler
from carrier_ingest.app.wanted import Wanted
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.registry import DIALECTS
from carrier_ingest.domain import intake
from carrier_ingest.inbox import Inbox
from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope, encode
from waymark_events.ids import AccountId, RetailerId
from waymark_events.messages.carriers import PayloadReceived
from waymark_runtime import positions
from waymark_runtime.clock import SharedClock
from waymark_runtime.consumer import Work
from waymark_runtime.consumer.applying import Applier, by_place
from waymark_runtime.outgoing import Outgoing, unpack
from waymark_runtime.positions import Position
from waymark_runtime.postgres import transaction
from waymark_runtime.records import Arrived
from waymark_runtime.seal import Seal

TOPIC: Final = "carrier.payloads.v1"
NOON: Final = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
NUMBERS: Final = [f"0034043490000000{n:04d}" for n in range(1, 9)]


class Normalising:
    """The normaliser on a database of its own, given batches as its consumer gives them."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool
        hearing = Hearing(pool, Settler(pool, SharedClock(pool), holder="test", scale=1.0))
        self._inbox = Inbox(Normaliser(DIALECTS), Planner(1.0), hearing)
        self.dies = False
        with transaction(pool) as connection:
            opened = {(TOPIC, n): Position(0, "cluster", "topic") for n in range(2)}
            positions.establish(connection, "normaliser", opened)

    def take(self, records: Sequence[Arrived]) -> None:
        """Apply a batch; while `dies` is set, everything is done but the commit."""
        applier = Applier(
            self._pool,
            self._handle,
            service="carrier_ingest",
            consumer="normaliser",
            compacted=frozenset(),
            known=None,
        )
        applier.apply(by_place(records), {})

    def _handle(self, work: Work) -> None:
        self._inbox.on_payloads(work)
        if self.dies:
            raise ConnectionAbortedError

    def waiting(self) -> list[Outgoing]:
        """What is committed to go out, in order of its sources."""
        with transaction(self._pool) as connection:
            rows = connection.execute(
                "SELECT messages FROM outbox ORDER BY partition, first_offset, id"
            )
            return [packed.message for (row,) in rows for packed in unpack(row)]

    def stream(self) -> list[Outgoing]:
        """What goes to the shipments' stream."""
        return [one for one in self.waiting() if one.topic == "shipment.events.v1"]

    def parked(self) -> list[str]:
        """Why records were parked."""
        letters = [one for one in self.waiting() if "dead-letters" in one.topic]
        return [(dict(one.headers)["dl_reason"] or b"").decode() for one in letters]


def add(pool: ConnectionPool, zone: str) -> None:
    wanted = Wanted(
        retailer="nordlicht",
        account="dhl-main",
        dialect="dhl_parcel_de",
        conventions=Conventions(zone=zone),
    )
    Accounts(pool, DIALECTS, Seal(bytes(32))).add(wanted)


def bell(offset: int, body: bytes) -> Arrived:
    """A push of Bring, for the account that `add_bring` made."""
    received = PayloadReceived(
        retailer=RetailerId("nordlicht"),
        account=AccountId("bring-main"),
        dialect="bring",
        channel="push",
        settings_version=1,
        received_at=NOON,
        body=body,
        content_type="application/json",
    )
    return _arrived(offset, intake.received(received, None, intake.new_trace(bytes(24))))


def add_bring(pool: ConnectionPool) -> None:
    wanted = Wanted(retailer="nordlicht", account="bring-main", dialect="bring")
    Accounts(pool, DIALECTS, Seal(bytes(32))).add(wanted)


def payload(body: bytes, *, settings_version: int = 1) -> Envelope:
    received = PayloadReceived(
        retailer=RetailerId("nordlicht"),
        account=AccountId("dhl-main"),
        dialect="dhl_parcel_de",
        channel="poll",
        settings_version=settings_version,
        received_at=NOON,
        body=body,
        content_type="text/xml",
        asked=tuple(NUMBERS),
    )
    return intake.received(received, None, intake.new_trace(bytes(24)))


def record(offset: int, body: bytes, *, partition: int = 0, settings_version: int = 1) -> Arrived:
    return _arrived(offset, payload(body, settings_version=settings_version), partition)


def _arrived(offset: int, envelope: Envelope, partition: int = 0) -> Arrived:
    encoded = encode(envelope)
    return Arrived(
        TOPIC,
        partition,
        offset,
        NOON + timedelta(minutes=offset),
        encoded.key,
        encoded.value,
        encoded.headers,
    )
