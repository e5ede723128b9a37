"""What is over is forgotten, what nobody listens to is held, what waits longest is measured."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from psycopg_pool import ConnectionPool
from waymark_events.codec import instant_text
from waymark_events.ids import public
from waymark_events.messages.retailers import RetailerSet
from waymark_runtime.postgres import transaction

from notifier.app.webhooks import noting
from notifier.domain.outcomes import Outcome, Taken
from notifier.domain.retailer_events import KEPT
from notifier.domain.webhooks.health import GONE
from notifier.store.webhooks import calls, deliveries, endpoints, keeping
from notifier.store.webhooks.endpoints import Notice
from notifier.store.webhooks.keeping import Over

_LOG: Final = logging.getLogger(__name__)
_BATCH: Final = 1_000


class Teller(Protocol):
    """Writes to a retailer."""

    def tell(self, to: str, subject: str, text: str, name: str) -> Outcome:
        """Send a plain mail; `name` makes it the same one."""


class Keeping:
    """Housekeeping of webhooks, by the worker."""

    def __init__(self, pool: ConnectionPool, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._now = now

    def hold(self) -> None:
        """Hold what is open for disabled endpoints, and measure what is open at all."""
        while True:
            with transaction(self._pool) as connection:
                held = keeping.hold(connection, self._now(), _BATCH)
                noting.oldest(deliveries.oldest(connection), self._now())
            if held < _BATCH:
                return

    def forget(self) -> None:
        """Delete tries, replays and answered calls whose time is over, and what is deleted."""
        now = self._now()
        over = Over(until=now - KEPT, answers=now - calls.KEPT, now=now)
        for kind in range(keeping.KINDS):
            deleted = _BATCH
            while deleted == _BATCH:
                with transaction(self._pool) as connection:
                    deleted = keeping.forget(connection, kind, over, _BATCH)


class Notices:
    """Writes to retailers whose endpoint was disabled: once, and not from their test mode."""

    def __init__(
        self,
        pool: ConnectionPool,
        teller: Teller,
        retailer: Callable[[str], RetailerSet | None],
    ) -> None:
        self._pool = pool
        self._teller = teller
        self._retailer = retailer

    def step(self) -> None:
        """Write what is to be written; the mark goes first, so that no crash makes it two mails."""
        while True:
            with transaction(self._pool) as connection:
                notice = endpoints.next_notice(connection)
            if notice is None:
                return
            known = self._retailer(notice.retailer)
            if notice.is_true and known is not None and known.support_email and not known.test:
                self._tell(notice, known.support_email)

    def _tell(self, notice: Notice, to: str) -> None:
        hook = public("whk", str(notice.id))
        subject = f"Webhook endpoint {hook} is disabled"
        name = f"{notice.id}-{int(notice.since.timestamp())}"
        outcome = self._teller.tell(to, subject, _text(notice, hook), name)
        if not isinstance(outcome, Taken):
            _LOG.warning("the notice that endpoint %s is disabled was not taken", hook)


def _text(notice: Notice, hook: str) -> str:
    why = "It answered 410 Gone." if notice.reason == GONE else "For five days every try failed."
    named = f" ({notice.description})" if notice.description else ""
    return (
        f"Waymark sends nothing more to your webhook endpoint {hook}{named}, "
        f"since {instant_text(notice.since)}.\n\n{why}\n\n"
        "What happens meanwhile is held for 30 days. When the endpoint works again: enable it with "
        f'PATCH /v1/webhooks/endpoints/{hook} and {{"state": "enabled"}}, then send what was '
        f'held with POST /v1/webhooks/endpoints/{hook}/replay and {{"since": '
        f'"{instant_text(notice.since)}"}}. The log of tries says what went wrong: '
        f"GET /v1/webhooks/endpoints/{hook}/attempts.\n"
    )
