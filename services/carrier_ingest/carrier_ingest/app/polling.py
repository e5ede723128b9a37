"""Asking carriers: one instance an account, within its quota, only for what is unfinished."""

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import structs
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope
from waymark_events.ids import shipment_id
from waymark_events.messages.carriers import PayloadReceived
from waymark_runtime.postgres import transaction

from carrier_ingest import counters
from carrier_ingest.app.questions import Asked, Asker
from carrier_ingest.carriers.dialect import Channel, Conventions, Dialect, Polling, PollRequest
from carrier_ingest.carriers.heard import Advice, Trouble
from carrier_ingest.domain import health as fares
from carrier_ingest.domain import intake, looking
from carrier_ingest.domain.health import Health, Limits
from carrier_ingest.domain.plan import Result, answered, has_to_be_told, look_of
from carrier_ingest.domain.results import refused, results_of
from carrier_ingest.pace import Pace
from carrier_ingest.store import accounts, health, looks, plans, pushing
from carrier_ingest.store.accounts import Account

_LOG = logging.getLogger(__name__)
REQUESTS_A_LOOK: Final = 10
"""Requests before the account's row is read again; each of them renews the lease."""
Keep = Callable[[Envelope], None]
"""Appends a raw payload and returns when all in-sync replicas have it; raises otherwise."""


class Poller:
    """Asks with one account at a time; safe to run in every instance of the worker.

    `holder` names this instance in the lease, `scale` below 1 plays a day in minutes.
    """

    def __init__(
        self,
        pool: ConnectionPool,
        dialects: Mapping[str, Dialect],
        asker: Asker,
        keep: Keep,
        *,
        holder: str,
        scale: float,
    ) -> None:
        self._pool = pool
        self._dialects = dialects
        self._asker = asker
        self._keep = keep
        self._holder = holder
        self._scale = scale
        self._pace = Pace()

    def accounts(self) -> list[Account]:
        """The accounts that can be asked."""
        with transaction(self._pool) as connection:
            return list(accounts.polled(connection))

    def look(self, account: Account) -> None:
        """Ask for what is due with this account, unless somebody else asks or it must rest."""
        dialect = self._dialects[account.dialect]
        if dialect.polling is None:
            return
        questions = self._questions(account, dialect, dialect.polling)
        if questions is None:
            return
        conventions, requests = questions
        for request in requests:
            may_go_on = self._pace.wait(account.place, dialect.name)
            if not may_go_on or not self._one(account, dialect, request, conventions):
                return

    def _questions(
        self, account: Account, dialect: Dialect, polling: Polling
    ) -> tuple[Conventions, tuple[PollRequest, ...]] | None:
        now = _now()
        with transaction(self._pool) as connection:
            state = health.lease(connection, account, self._holder)
            if state is None or not fares.may_ask(state, now, self._limits(account)):
                return None
            if pushing.take_missed(connection, account.retailer, account.account):
                plans.reconcile(connection, account, now)
            conventions = accounts.settings(
                connection, account.retailer, account.account, account.settings_version
            )
            most = polling.numbers_per_request * REQUESTS_A_LOOK
            numbers = plans.due(connection, account, now, limit=most)
        if conventions is None or not numbers:
            return None
        return conventions, polling.requests(numbers, conventions)[:REQUESTS_A_LOOK]

    def _one(
        self, account: Account, dialect: Dialect, request: PollRequest, conventions: Conventions
    ) -> bool:
        answer = self._asker.ask(account, dialect, request, conventions)
        if isinstance(answer, Asked):
            self._keep(_payload(account, answer))
            return self._settle(account, results_of(answer.heard, request.asked))
        if answer.advice == Advice.STOP_NUMBER:
            return self._settle(account, refused(request.asked))
        self._settle(account, answer)
        return False

    def _settle(self, account: Account, outcome: Trouble | Sequence[Result]) -> bool:
        """Record what came of a request; False when another instance has the account now."""
        now = _now()
        with transaction(self._pool) as connection:
            before = health.lease(connection, account, self._holder)
            if before is None:
                return False
            state = fares.asked(before, now)
            if isinstance(outcome, Trouble):
                version = account.credentials_version
                state = fares.failed(
                    state, outcome, now, credentials_version=version, scale=self._scale
                )
            else:
                state = fares.answered(state, now)
                self._apply(connection, account, outcome, now)
            self._keep_state(connection, account, state, now)
        _show(account, before, state)
        return True

    def _apply(
        self, connection: Connection, account: Account, results: Iterable[Result], now: datetime
    ) -> None:
        by_shipment = {
            shipment_id(account.retailer, account.carrier, result.number): result
            for result in results
        }
        planned = plans.lock(connection, by_shipment)
        for shipment, result in by_shipment.items():
            plan = answered(planned[shipment], result, now)
            due = looking.next_look(plan, now, rarely=account.pushes, scale=self._scale)
            plan = structs.replace(plan, due_at=due)
            if has_to_be_told(plan, now, looking.LOOKED_AT_MOST_S * self._scale):
                looks.enqueue(connection, look_of(plan, shipment, account.account, now))
                plan = structs.replace(plan, published=plan.outcome, published_at=now)
            planned[shipment] = plan
        plans.save(connection, planned)

    def _keep_state(
        self, connection: Connection, account: Account, state: Health, now: datetime
    ) -> None:
        if fares.has_to_be_told(state, now, fares.CHECKED_AT_MOST_S * self._scale):
            looks.enqueue(
                connection,
                fares.state_of(state, account.retailer, account.account, account.carrier, now),
            )
            state = fares.told(state, now)
        health.save(connection, account, state)

    def _limits(self, account: Account) -> Limits:
        per_day = account.requests_per_day
        return Limits(
            credentials_version=account.credentials_version,
            requests_per_day=None if per_day is None else int(per_day / self._scale),
        )

    def stop(self) -> None:
        """End waiting; the look under way ends after the request it is at."""
        self._pace.stop()


def _payload(account: Account, asked: Asked) -> Envelope:
    payload = PayloadReceived(
        retailer=account.retailer,
        account=account.account,
        dialect=account.dialect,
        channel=Channel.POLL,
        settings_version=account.settings_version,
        received_at=_now(),
        body=asked.reply.body,
        content_type=asked.reply.content_type,
        asked=asked.request.asked,
    )
    numbers = asked.request.asked
    number = numbers[0] if len(numbers) == 1 else None
    return intake.received(payload, number, intake.new_trace(secrets.token_bytes(24)))


def _show(account: Account, before: Health, state: Health) -> None:
    """One gauge and one line an account and change: never one a parcel."""
    counters.ACCOUNT_UP.labels(account.retailer, account.account).set(state.healthy)
    if before.healthy and not state.healthy:
        _LOG.error("account %s is down: %s", account.place, state.detail)
    elif state.healthy and not before.healthy:
        _LOG.warning("account %s answers again", account.place)


def _now() -> datetime:
    return datetime.now(UTC)
