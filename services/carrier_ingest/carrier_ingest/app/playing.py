"""The test carrier: bookings play their journeys, as answers of a carrier that is looked at.

The plan is kept as the poller's is. A look commits what it brings with the moment of the next one,
so that a process that dies repeats nothing and leaves nothing out; whoever looks holds the rows,
and other instances pass them by.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from msgspec import structs
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.ids import AccountId, RetailerId, ShipmentId, is_for_tests
from waymark_events.messages.carriers import PayloadReceived
from waymark_events.numbers import TEST
from waymark_events.topics.names import CARRIER_LOOKS, CARRIER_PAYLOADS
from waymark_events.vocabulary import Way
from waymark_runtime.postgres import transaction

from carrier_ingest.carriers.dialect import Channel
from carrier_ingest.carriers.heard import Outcome
from carrier_ingest.domain import intake, journeys
from carrier_ingest.domain.plan import Plan, Result, answered, look_of
from carrier_ingest.store import plans, queue

ACCOUNT: Final = AccountId(TEST)
"""Whose answers they are called; there is no such account, and nobody needs one."""
_AT_ONCE: Final = 100
_MOST_ROUNDS: Final = 50


class Player:
    """Plays what is due. `length` is how long a journey takes."""

    def __init__(
        self, pool: ConnectionPool, length: timedelta, now: Callable[[], datetime]
    ) -> None:
        self._pool = pool
        self._length = length
        self._now = now

    def step(self) -> None:
        """Take every look that is due."""
        for _ in range(_MOST_ROUNDS):
            if not self._some():
                return

    def _some(self) -> bool:
        now = self._now()
        with transaction(self._pool) as connection:
            due = plans.to_play(connection, now, _AT_ONCE)
            after = {one: self._look(connection, one, plan, now) for one, plan in due.items()}
            plans.save(connection, after)
        return bool(due)

    def _look(
        self, connection: Connection, shipment: ShipmentId, plan: Plan, now: datetime
    ) -> Plan:
        play = plan.play
        if play is None or not _is_wanted(plan):
            return structs.replace(plan, due_at=None, play=None)
        following = journeys.next_look(plan.number, play, self._length, now)
        after = structs.replace(plan, due_at=following, play=play if following else None)
        body = journeys.played(plan.number, play, self._length, now)
        return after if body is None else _told(connection, shipment, after, body, now)


def _is_wanted(plan: Plan) -> bool:
    """Booked, and by a test mode: nobody else may book such a number."""
    return bool(plan.orders) and plan.way != Way.UNTRACKED and is_for_tests(plan.retailer)


def _told(
    connection: Connection, shipment: ShipmentId, plan: Plan, body: bytes, now: datetime
) -> Plan:
    """Every look is told, for a journey has few: whether a parcel is silent rests on them."""
    payload = PayloadReceived(
        retailer=RetailerId(plan.retailer),
        account=ACCOUNT,
        dialect=TEST,
        channel=Channel.POLL,
        settings_version=1,
        received_at=now,
        body=body,
        content_type="application/json",
        asked=(plan.number,),
    )
    trace = intake.new_trace(secrets.token_bytes(24))
    queue.enqueue(connection, CARRIER_PAYLOADS, intake.received(payload, plan.number, trace))
    heard = Result(number=plan.number, outcome=Outcome.NEWS, heard=intake.digest_of(body))
    looked = answered(plan, heard, now)
    queue.enqueue(connection, CARRIER_LOOKS, look_of(looked, shipment, ACCOUNT, now))
    return structs.replace(looked, published=looked.outcome, published_at=now)
