"""Who asks for what, and how a call ends that is not granted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import RetailerId

from notifier.store.webhooks import calls
from notifier.store.webhooks.calls import Deed


class Denied(Exception):  # noqa: N818 (an answer to a caller, never logged as an error)
    """A call that is answered with a problem. `code` is stable for programs.

    `errors` names fields, what was wrong with each and what would be right.
    """

    def __init__(
        self, status: int, code: str, detail: str, errors: Sequence[Mapping[str, str]] = ()
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors


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
