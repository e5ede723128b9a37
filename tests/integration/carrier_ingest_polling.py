"""The poller of carrier_ingest in the test's own process: a database and a carrier, no broker."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

import msgspec
from carrier_ingest.app.adding import Accounts
from carrier_ingest.app.polling import Poller
from carrier_ingest.app.questions import Asker
from carrier_ingest.app.settling import Settler
from carrier_ingest.app.wanted import Wanted
from carrier_ingest.asking import Line
from carrier_ingest.carriers.quota import Quota
from carrier_ingest.carriers.registry import DIALECTS
from carrier_ingest.domain.health import Health
from carrier_ingest.domain.plan import Plan
from carrier_ingest.store import accounts, health, plans, queue
from msgspec import structs
from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope, decode
from waymark_events.ids import RetailerId, ShipmentId, shipment_id
from waymark_events.messages.carriers import CarrierLooked, PayloadReceived
from waymark_runtime.clock import SharedClock
from waymark_runtime.postgres import make_pool, transaction
from waymark_runtime.seal import Seal
from waymark_tools.stack.databases import DatabaseUrls

RETAILER: Final = RetailerId("nordlicht")
NO_QUOTA: Final = Quota()
_SEAL: Final = Seal(bytes(32))


class Polling:
    """One account with one carrier; nothing is asked but by `look`."""

    def __init__(self, pool: ConnectionPool, line: Line, carrier: str) -> None:
        self.pool = pool
        self.carrier = carrier
        self.settler = Settler(pool, SharedClock(pool), holder="test", scale=1.0)
        asker = Asker(line, _SEAL)
        self.poller = Poller(pool, DIALECTS, asker, self.settler, holder="test", scale=1.0)

    def shipment(self, number: str) -> ShipmentId:
        """The id of a number's stream."""
        return shipment_id(RETAILER, self.carrier, number)

    def due(self, *numbers: str) -> None:
        """Plan these numbers as booked and due now, the first for the longest."""
        now = datetime.now(UTC)
        for number in numbers:
            plan = Plan(
                retailer=RETAILER, carrier=self.carrier, number=number, orders=("o",), due_at=now
            )
            with transaction(self.pool) as connection:
                shipment = self.shipment(number)
                plans.lock(connection, [shipment])
                plans.save(connection, {shipment: plan})

    def hurry(self, number: str) -> None:
        """Make a planned number due now."""
        shipment, plan = self.shipment(number), self.plan(number)
        with transaction(self.pool) as connection:
            due = structs.replace(plan, due_at=datetime.now(UTC))
            plans.save(connection, {shipment: due})

    def look(self) -> None:
        """Take one look with the account."""
        (account,) = self.poller.accounts()
        self.poller.look(account)

    def plan(self, number: str) -> Plan:
        """What is planned for a number now."""
        shipment = self.shipment(number)
        with transaction(self.pool) as connection:
            return plans.lock(connection, [shipment])[shipment]

    def health(self) -> Health:
        """How the account fares."""
        with transaction(self.pool) as connection:
            ((record,),) = connection.execute("SELECT record::text FROM account_health")
        return msgspec.json.decode(record, type=Health)

    def fares(self, state: Health) -> None:
        """Make the account fare so."""
        with transaction(self.pool) as connection:
            (account,) = accounts.polled(connection)
            health.lease(connection, account, "test")
            health.save(connection, account, state)

    def looks(self) -> dict[ShipmentId, str]:
        """The outcome last told of each shipment."""
        bodies = [one.body for one in self._said()]
        return {one.shipment_id: one.outcome for one in bodies if isinstance(one, CarrierLooked)}

    def payloads(self) -> list[PayloadReceived]:
        """The answers that were kept."""
        bodies = [one.body for one in self._said()]
        return [body for body in bodies if isinstance(body, PayloadReceived)]

    def _said(self) -> list[Envelope]:
        with transaction(self.pool) as connection:
            entries = queue.waiting(connection, 1_000)
        waiting = [message for entry in entries for message in entry.messages]
        read = [decode(one.key, one.value, one.headers) for one in waiting]
        return [one for one in read if isinstance(one, Envelope)]


@contextmanager
def polling(
    urls: DatabaseUrls,
    carrier: str,
    base_url: str,
    secret: Mapping[str, str],
    per_day: Quota = NO_QUOTA,
) -> Iterator[Polling]:
    """An account at a carrier on loopback, with the quota that an operator names."""
    line = Line()
    with make_pool(urls.worker, name="test poller") as pool:
        Accounts(pool, DIALECTS, _SEAL).add(
            Wanted(
                retailer=RETAILER,
                account="main",
                dialect=carrier,
                base_url=base_url,
                http_allowed=True,
                credentials=secret,
                requests_per_day=per_day.requests,
                numbers_per_day=per_day.numbers,
            )
        )
        try:
            yield Polling(pool, line, carrier)
        finally:
            line.close()
