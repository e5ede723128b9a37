"""What a database of carriers' payloads has forgotten that was set back.

Payloads since the dump are read again by themselves, and say the same facts under the same ids:
only that needs a person without which they cannot be read, and only that is dropped which would be
heard as new though it is old.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope, decode
from waymark_events.messages.carriers import PayloadReceived
from waymark_events.topics import Service, source
from waymark_runtime.catching_up import Published
from waymark_runtime.postgres import transaction
from waymark_runtime.reader import LogReader

from carrier_ingest.carriers.dialect import Dialect
from carrier_ingest.store import accounts, queue

FORGOTTEN: Final = (
    "this database was set back: payloads of account {0}/{1} name settings version {2}, and it "
    "knows {3}. Nothing is read meanwhile. Set the account as it was by `waymark accounts add`, "
    "once for each version that is missing, oldest first; see docs/restore.md"
)
Place = tuple[str, str]
_OURS: Final = source(Service.CARRIER_INGEST)


class Restoring:
    """Compares the database with `carrier.payloads.v1`."""

    def __init__(self, pool: ConnectionPool, dialects: Mapping[str, Dialect]) -> None:
        self._pool = pool
        self._dialects = dialects

    def __call__(self, _: LogReader, published: Published) -> str | None:
        """None where every payload can be read; else what has to be set first."""
        named: dict[Place, int] = defaultdict(int)
        for records in published:
            heard = [decode(one.key, one.value, one.headers) for one in records]
            messages = [one for one in heard if isinstance(one, Envelope) and one.source == _OURS]
            self._drop([one.id for one in messages])
            for one in messages:
                body = one.body
                if isinstance(body, PayloadReceived) and self._needs_account(body):
                    place = (body.retailer, body.account)
                    named[place] = max(named[place], body.settings_version)
        return self._missing(named)

    def _needs_account(self, body: PayloadReceived) -> bool:
        dialect = self._dialects.get(body.dialect)
        return dialect is not None and dialect.needs_account

    def _drop(self, ids: list[str]) -> None:
        """What waits to go out and has gone out would now be heard as the newest."""
        with transaction(self._pool) as connection:
            waiting = queue.said(connection)
            queue.published(connection, [waiting[name] for name in ids if name in waiting])

    def _missing(self, named: dict[Place, int]) -> str | None:
        with transaction(self._pool) as connection:
            for place, version in sorted(named.items()):
                account = accounts.find(connection, *place)
                known = account.settings_version if account is not None else 0
                if account is not None and known < version:
                    return FORGOTTEN.format(*place, version, known)
                if account is None:
                    return FORGOTTEN.format(*place, version, "no such account")
        return None
