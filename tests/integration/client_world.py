"""A retailer with a live and a test key before the whole system: what a client meets."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from integration.projection_records import scanned
from integration.whole_system import whole_system
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from waymark_client import Waymark
from waymark_events.codec import encode
from waymark_events.ids import RetailerId

SHOP: Final = RetailerId("nordlicht")
SCOPES: Final = "orders:write,shipments:read,messages:read,webhooks:admin"


@dataclass(frozen=True)
class World:
    """`origin` and `key` are what a client is given; `test_key` opens the retailer's test mode."""

    origin: str
    key: str
    test_key: str
    broker: Broker

    def client(self) -> Waymark:
        """A client with the live key."""
        return Waymark(self.origin, self.key)

    def scan(self, number: str, milestone: str) -> None:
        """UPS has seen a parcel just now, as carrier_ingest would have it."""
        said = encode(scanned(0, milestone, number, SHOP, at=datetime.now(UTC)))
        self.broker.send("shipment.events.v1", said.key, said.value, said.headers)

    def scan_and_wait(self, number: str, milestone: str) -> None:
        """The same, and its orders have heard of it."""
        self.scan(number, milestone)
        with self.client() as waymark:
            eventually(lambda: _has_come(waymark, number, milestone))

    @contextmanager
    def moving(self, number: str) -> Iterator[None]:
        """A parcel that is scanned again and again, and each time stands elsewhere."""
        ended = threading.Event()

        def scans() -> None:
            for turn in range(200):
                self.scan(number, ("in_transit", "exception")[turn % 2])
                if ended.wait(0.2):
                    return

        thread = threading.Thread(target=scans)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


@contextmanager
def world(broker: Broker, database: Databases) -> Iterator[World]:
    """All of it, ready; stopped at the end."""
    settings = {"CARRIER_INGEST_TEST_JOURNEY_S": "1", "NOTIFIER_WEBHOOKS_TO_LOOPBACK": "true"}
    with whole_system(broker, database, **settings) as whole:
        added = f"--id {SHOP} --name Nordlicht --carriers ups,dhl_parcel_de"
        whole.command(f"waymark retailers add {added}")
        issue = f"waymark keys issue --retailer {SHOP} --scopes {SCOPES}"
        key, test_key = (whole.command(f"{issue} {more}")["key"] for more in ("", "--test"))
        yield World(whole.origin, key, test_key, broker)


def _has_come(waymark: Waymark, number: str, milestone: str) -> bool:
    found = waymark.shipments.by_number(number)
    if found is None or found.status.milestone != milestone:
        return False
    references = [booking.order_reference for booking in found.status.bookings]
    orders = [waymark.orders.by_reference(reference) for reference in references]
    return all(o is not None and o.order.parcels[0].milestone == milestone for o in orders)
