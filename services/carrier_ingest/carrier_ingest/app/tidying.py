"""What time alone brings: tokens end, and an intake that was away is made good."""

import logging

from psycopg_pool import ConnectionPool
from waymark_runtime.postgres import transaction

from carrier_ingest.store import beats, push_secrets, pushing

_LOG = logging.getLogger(__name__)


class Tidying:
    """Steps of the worker's timers."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    def forget_tokens(self) -> None:
        """Delete tokens that have expired, and secrets that were replaced a week ago."""
        with transaction(self._pool) as connection:
            pushing.forget_expired(connection)
            push_secrets.forget_replaced(connection)

    def watch_intake(self) -> None:
        """After an outage of the intake, ask for what carriers may have pushed in vain."""
        with transaction(self._pool) as connection:
            missed = beats.watch(connection)
        if missed:
            _LOG.warning("the intake was away; %s accounts are asked instead", missed)
