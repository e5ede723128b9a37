"""The kept events of a retailer, for whoever would rather ask than be told."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct
from psycopg_pool import ConnectionPool
from waymark_runtime.faults import Denied
from waymark_runtime.postgres import tenant, transaction

from notifier.domain.webhooks.filters import expanded, unknown
from notifier.store.webhooks import attempts, endpoints, reading
from notifier.store.webhooks.attempts import Attempt
from notifier.store.webhooks.reading import Delivery, Left, Numbered, Wanted


class Told(Struct, frozen=True):
    """An event and how far it has come to each endpoint."""

    event: Numbered
    deliveries: Sequence[Delivery]


class Events:
    """Reads events and tries, by the web role."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    def page(
        self, retailer: str, types: Sequence[str], subject: str | None, after: int, most: int
    ) -> list[Numbered]:
        """Events above a number, in order of it: later pages miss nothing. Denied for no type."""
        if wrong := unknown(types):
            error = {"field": "type", "detail": "give a type, or several as `order.*`"}
            raise Denied(422, "unknown_type", f"no type is called {wrong[0]!r}", [error])
        wanted = Wanted(retailer=retailer, types=expanded(types), subject=subject)
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            return reading.events(connection, wanted, after, most)

    def get(self, retailer: str, name: str) -> Told:
        """One event by its id; Denied for one that is not this retailer's."""
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            found = reading.event(connection, retailer, name)
            if found is None:
                detail = "there is no event with this id; they are kept for 30 days"
                raise Denied(404, "unknown_event", detail)
            return Told(found, reading.deliveries(connection, retailer, found.number))

    def attempts(self, retailer: str, name: str, before: int, most: int) -> list[Attempt]:
        """The tries of one event, the newest first."""
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            return attempts.of_event(connection, retailer, name, before, most)

    def attempts_of(self, retailer: str, endpoint: UUID, before: int, most: int) -> list[Attempt]:
        """The tries of one endpoint, the newest first; Denied for one that is not theirs."""
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            if endpoints.one(connection, retailer, endpoint) is None:
                raise Denied(404, "unknown_endpoint", "there is no endpoint with this id")
            return attempts.of_endpoint(connection, retailer, endpoint, before, most)

    def left(self, what: Left, after: int, most: int) -> list[Numbered]:
        """What an endpoint has not; Denied for one that is not theirs."""
        with transaction(self._pool) as connection:
            tenant(connection, what.retailer)
            if endpoints.one(connection, what.retailer, what.endpoint) is None:
                raise Denied(404, "unknown_endpoint", "there is no endpoint with this id")
            return reading.left(connection, what, after, most)
