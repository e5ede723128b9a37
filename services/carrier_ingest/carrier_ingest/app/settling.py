"""Recording what came of a question: plan, looks, how the account fares, in one transaction."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, structs
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope
from waymark_events.ids import ShipmentId, shipment_id
from waymark_events.topics.names import CARRIER_LOOKS, CARRIER_PAYLOADS
from waymark_runtime.postgres import transaction

from carrier_ingest import counters
from carrier_ingest.carriers.heard import Trouble
from carrier_ingest.domain import health as fares
from carrier_ingest.domain import looking
from carrier_ingest.domain.health import Health
from carrier_ingest.domain.plan import Plan, Result, answered, has_to_be_told, look_of, unanswered
from carrier_ingest.store import health, plans, queue
from carrier_ingest.store.accounts import Account

_LOG = logging.getLogger(__name__)


class Answered(Struct, frozen=True):
    """A question that was answered: the raw answer to keep, and what it says of each number.

    `unread` are the numbers it says nothing readable of: it proves nothing of them. `trouble`
    stands for an answer that says nothing of any: it does not even prove that the carrier answers.
    """

    results: Sequence[Result]
    payload: Envelope | None = None
    trouble: Trouble | None = None
    unread: Sequence[str] = ()


class Settler:
    """Records results while this instance holds the account's lease, and nothing otherwise.

    `now` is the clock by which things are due, for all who ask.
    """

    def __init__(
        self, pool: ConnectionPool, now: Callable[[], datetime], *, holder: str, scale: float
    ) -> None:
        self._pool = pool
        self.now = now
        self._holder = holder
        self._scale = scale

    def settle(
        self, account: Account, asked_at: datetime, numbers: int, outcome: Trouble | Answered
    ) -> bool:
        """Record what came of a request that named so many numbers.

        False when another instance has the account now.
        """
        now = self.now()
        with transaction(self._pool) as connection:
            before = health.lease(connection, account, self._holder)
            if before is None:
                return False
            trouble = outcome if isinstance(outcome, Trouble) else outcome.trouble
            state = self._fares(account, fares.asked(before, now, numbers), trouble, now)
            if isinstance(outcome, Answered):
                if outcome.payload is not None:
                    queue.enqueue(connection, CARRIER_PAYLOADS, outcome.payload)
                self._hold(connection, account, outcome)
                self._apply(connection, account, outcome.results, (asked_at, now))
                self._postpone(connection, account, outcome.unread, (asked_at, now))
            self._keep_state(connection, account, state, now)
        _show(account, before, state)
        return True

    def heard(self, account: Account, at: datetime) -> None:
        """Record that an account pushed; nothing while another instance has it, or of the past."""
        with transaction(self._pool) as connection:
            before = health.lease(connection, account, self._holder)
            if before is None or (before.checked_at is not None and at < before.checked_at):
                return
            state = fares.answered(before, at)
            self._keep_state(connection, account, state, at)
        _show(account, before, state)

    def _fares(
        self, account: Account, state: Health, trouble: Trouble | None, now: datetime
    ) -> Health:
        if trouble is None:
            return fares.answered(state, now)
        version = account.credentials_version
        return fares.failed(state, trouble, now, credentials_version=version, scale=self._scale)

    def _hold(self, connection: Connection, account: Account, outcome: Answered) -> None:
        """Hold all plans at once: in two steps they would not be held in order of id."""
        numbers = [*(result.number for result in outcome.results), *outcome.unread]
        plans.lock(
            connection,
            {shipment_id(account.retailer, account.carrier, number) for number in numbers},
        )

    def _postpone(
        self,
        connection: Connection,
        account: Account,
        numbers: Iterable[str],
        times: tuple[datetime, datetime],
    ) -> None:
        """Ask for these later, so that one that nobody can read does not hold up the others."""
        asked_at, now = times
        ids = [shipment_id(account.retailer, account.carrier, number) for number in numbers]
        planned = _known(plans.lock(connection, ids))
        for shipment, plan in planned.items():
            after = unanswered(plan, asked_at)
            due = looking.next_look(after, now, rarely=account.pushes, scale=self._scale)
            planned[shipment] = structs.replace(after, due_at=due)
        plans.save(connection, planned)

    def _apply(
        self,
        connection: Connection,
        account: Account,
        results: Iterable[Result],
        times: tuple[datetime, datetime],
    ) -> None:
        asked_at, now = times
        by_shipment = {
            shipment_id(account.retailer, account.carrier, result.number): result
            for result in results
        }
        planned = _known(plans.lock(connection, by_shipment))
        for shipment, before in planned.items():
            plan = answered(before, by_shipment[shipment], asked_at)
            due = looking.next_look(plan, now, rarely=account.pushes, scale=self._scale)
            plan = structs.replace(plan, due_at=due)
            if has_to_be_told(plan, now, self._scaled(looking.LOOKED_AT_MOST_S)):
                look = look_of(plan, shipment, account.account, now)
                queue.enqueue(connection, CARRIER_LOOKS, look)
                plan = structs.replace(plan, published=plan.outcome, published_at=now)
            planned[shipment] = plan
        plans.save(connection, planned)

    def _keep_state(
        self, connection: Connection, account: Account, state: Health, now: datetime
    ) -> None:
        if fares.has_to_be_told(state, now, self._scaled(fares.CHECKED_AT_MOST_S)):
            told = fares.state_of(state, account.retailer, account.account, account.carrier, now)
            queue.enqueue(connection, CARRIER_LOOKS, told)
            state = fares.told(state, now)
        health.save(connection, account, state)

    def _scaled(self, seconds: float) -> float:
        return max(seconds * self._scale, looking.SHORTEST_S)


def _known(planned: Mapping[ShipmentId, Plan]) -> dict[ShipmentId, Plan]:
    """Plans of which more is known than the id.

    A number may have been asked for before the database was set back behind its booking.
    """
    return {shipment: plan for shipment, plan in planned.items() if plan.retailer}


def _show(account: Account, before: Health, state: Health) -> None:
    """One gauge and one line an account and change: never one a parcel."""
    counters.ACCOUNT_UP.labels(account.retailer, account.account).set(state.healthy)
    if before.healthy and not state.healthy:
        _LOG.error("account %s is down: %s", account.place, state.detail)
    elif state.healthy and not before.healthy:
        _LOG.warning("account %s answers again", account.place)
