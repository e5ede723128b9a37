"""Asking carriers: one instance an account, within its quota, only for what is unfinished."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope
from waymark_events.messages.carriers import PayloadReceived
from waymark_runtime.postgres import transaction

from carrier_ingest.app.questions import Asked, Asker
from carrier_ingest.app.settling import Answered, Settler
from carrier_ingest.carriers.dialect import Channel, Conventions, Dialect, Polling, PollRequest
from carrier_ingest.carriers.heard import Advice, Trouble
from carrier_ingest.domain import health as fares
from carrier_ingest.domain import intake
from carrier_ingest.domain.health import Limits
from carrier_ingest.domain.results import refused, results_of
from carrier_ingest.pace import Pace
from carrier_ingest.store import accounts, health, plans, pushing
from carrier_ingest.store.accounts import Account

REQUESTS_A_LOOK: Final = 10
"""Requests before the account's row is read again; each of them renews the lease."""


class Poller:
    """Asks with one account at a time; safe to run in every instance of the worker.

    `holder` names this instance in the lease, `scale` below 1 plays a day in minutes.
    """

    def __init__(
        self,
        pool: ConnectionPool,
        dialects: Mapping[str, Dialect],
        asker: Asker,
        settler: Settler,
        *,
        holder: str,
        scale: float,
    ) -> None:
        self._pool = pool
        self._dialects = dialects
        self._asker = asker
        self._holder = holder
        self._scale = scale
        self._settler = settler
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
        questions = self._questions(account, dialect.polling)
        if questions is None:
            return
        conventions, requests = questions
        for request in requests:
            may_go_on = self._pace.wait(account.place, dialect.name)
            if not may_go_on or not self._one(account, dialect, request, conventions):
                return

    def _questions(
        self, account: Account, polling: Polling
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
        asked_at = _now()
        answer = self._asker.ask(account, dialect, request, conventions)
        if isinstance(answer, Asked):
            kept = _kept(account, answer)
            return self._settler.settle(account, asked_at, kept) and kept.trouble is None
        if answer.advice == Advice.STOP_NUMBER:
            return self._settler.settle(account, asked_at, Answered(refused(request.asked)))
        self._settler.settle(account, asked_at, answer)
        return False

    def _limits(self, account: Account) -> Limits:
        per_day = account.requests_per_day
        return Limits(
            credentials_version=account.credentials_version,
            requests_per_day=None if per_day is None else int(per_day / self._scale),
        )

    def stop(self) -> None:
        """End waiting; the look under way ends after the request it is at."""
        self._pace.stop()


def _kept(account: Account, answer: Asked) -> Answered:
    payload, asked = _payload(account, answer), answer.request.asked
    results = results_of(answer.heard, asked)
    if results:
        told = {result.number for result in results}
        return Answered(results, payload, unread=[one for one in asked if one not in told])
    detail = "; ".join(answer.heard.problems) or "it says nothing of what was asked"
    trouble = Trouble(advice=Advice.RETRY_LATER, code="unreadable", detail=detail[:500])
    return Answered((), payload, trouble, asked)


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


def _now() -> datetime:
    return datetime.now(UTC)
