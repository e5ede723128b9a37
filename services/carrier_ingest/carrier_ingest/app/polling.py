"""Asking carriers: one instance an account, within its quota, only for what is unfinished."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from psycopg_pool import ConnectionPool
from waymark_runtime.postgres import transaction

from carrier_ingest.app.looking import Look
from carrier_ingest.app.questions import Asker
from carrier_ingest.app.settling import Settler
from carrier_ingest.carriers.dialect import Conventions, Dialect, Polling, PollRequest
from carrier_ingest.carriers.quota import Quota
from carrier_ingest.domain import health as fares
from carrier_ingest.domain.health import Limits
from carrier_ingest.pace import Pace
from carrier_ingest.store import accounts, health, plans, pushing
from carrier_ingest.store.accounts import Account

QUESTIONS_A_LOOK: Final = 10
"""Questions before the account's row is read again; each request for them renews the lease."""


class _Due(Struct, frozen=True):
    """What is to be asked now, and what is left of the day's quota for it."""

    conventions: Conventions
    questions: tuple[PollRequest, ...]
    left: Quota


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
        due = self._due(account, dialect.polling) if dialect.polling is not None else None
        if due is None:
            return
        look = Look(
            account,
            dialect,
            due.conventions,
            due.left,
            asker=self._asker,
            settler=self._settler,
            pace=self._pace,
        )
        for question in due.questions:
            if not look.take(question):
                return

    def _due(self, account: Account, polling: Polling) -> _Due | None:
        now, limits = self._settler.now(), self._limits(account, polling.a_day)
        with transaction(self._pool) as connection:
            state = health.lease(connection, account, self._holder)
            if state is None or not fares.may_ask(state, now, limits):
                return None
            if pushing.take_missed(connection, account.retailer, account.account):
                plans.reconcile(connection, account, now)
            conventions = accounts.settings(
                connection, account.retailer, account.account, account.settings_version
            )
            left = fares.left(state, now, limits.per_day)
            most = left.at_most(polling.numbers_per_request * QUESTIONS_A_LOOK)
            numbers = plans.due(connection, account, now, limit=most)
        if conventions is None or not numbers:
            return None
        questions = polling.requests(numbers, conventions)[:QUESTIONS_A_LOOK]
        return _Due(conventions, questions, left)

    def _limits(self, account: Account, known: Quota) -> Limits:
        per_day = Quota(
            requests=account.requests_per_day or known.requests,
            numbers=account.numbers_per_day or known.numbers,
        )
        return Limits(
            credentials_version=account.credentials_version, per_day=per_day.played(self._scale)
        )

    def stop(self) -> None:
        """End waiting; the look under way ends after the request it is at."""
        self._pace.stop()
