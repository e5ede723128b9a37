"""Accounts that only push: being heard is their sign of health, as an answer is for the others."""

import threading
from datetime import datetime

from psycopg_pool import ConnectionPool
from waymark_runtime.postgres import transaction

from carrier_ingest.app.settling import Settler
from carrier_ingest.store import accounts


class Hearing:
    """Remembers when each account was heard last, and tells it now and then.

    Losing this tells it later; nothing is decided by it but whether silence can be judged.
    """

    def __init__(self, pool: ConnectionPool, settler: Settler) -> None:
        self._pool = pool
        self._settler = settler
        self._lock = threading.Lock()
        self._heard: dict[tuple[str, str], datetime] = {}

    def note(self, retailer: str, account: str, at: datetime) -> None:
        """This account pushed something that was appended at `at`."""
        place = (retailer, account)
        with self._lock:
            self._heard[place] = max(at, self._heard.get(place, at))

    def step(self) -> None:
        """Tell what was heard since the last step."""
        with self._lock:
            heard, self._heard = self._heard, {}
        for (retailer, name), at in heard.items():
            with transaction(self._pool) as connection:
                account = accounts.find(connection, retailer, name)
            if account is not None and not account.is_polled:
                self._settler.heard(account, at)
