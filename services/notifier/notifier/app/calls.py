"""Who asks for what, and how a call ends that is not granted."""

from datetime import datetime

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import RetailerId
from waymark_runtime.faults import Denied

from notifier.store.webhooks import calls
from notifier.store.webhooks.calls import Deed


class Call(Struct, frozen=True, kw_only=True):
    """One write. `key` is its Idempotency-Key, `request` the keyed digest of what it asks."""

    retailer: RetailerId
    now: datetime
    key: str | None = None
    request: bytes = b""

    def done_before(self, connection: Connection, resource: str) -> str | None:
        """The resource that this key made or changed before; None when this is the first time.

        Committed with the deed; a repeat that comes meanwhile waits for it. Denied for a key that
        asked for something else.
        """
        if self.key is None:
            return None
        deed = Deed(self.retailer, self.key, self.request, resource)
        known = calls.take(connection, deed, self.now)
        if known is not None and known.request != self.request:
            raise Denied(
                422,
                "idempotency_key_reused",
                "this Idempotency-Key was used for another request within seven days; "
                "use a new one for a new request",
            )
        return known.resource if known is not None else None
