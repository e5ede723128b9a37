"""Who has only a tracking number finds what is true now, and nothing else."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct
from psycopg_pool import ConnectionPool
from waymark_events import numbers
from waymark_events.ids import RetailerId, ShipmentId, shipment_id
from waymark_events.messages.retailers import RetailerSet
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_events.values import When
from waymark_runtime.directory import Directory
from waymark_runtime.postgres import tenant, transaction

from projection.app.resources import change_of
from projection.store import reading

_LONGEST = 80


class FoundNumber(Struct, frozen=True, kw_only=True):
    """What a number alone may tell: no place, nobody's name, no action."""

    retailer: str
    zone: str
    status: PublicStatus
    since: When | None
    test: bool


class Lookups:
    """Finds numbers of one retailer; unknown retailer and unknown number are the same None."""

    def __init__(self, pool: ConnectionPool, directory: Directory) -> None:
        self._pool = pool
        self._directory = directory

    def find(self, retailer: str, entered: str) -> FoundNumber | None:
        """The parcel of a number as it was typed."""
        settings = self._directory.retailer(retailer)
        names = list(_ids(settings, entered)) if settings and len(entered) <= _LONGEST else []
        with transaction(self._pool) as connection:
            tenant(connection, retailer)
            rows = reading.shipments(connection, names)
        changes = [change_of(row) for row in rows.values()]
        if settings is None or not changes:
            return None
        return _bare(settings, max(changes, key=_known_at))


def _known_at(change: ShipmentStatusChanged) -> datetime:
    return change.known_at


def _ids(settings: RetailerSet, entered: str) -> Iterator[ShipmentId]:
    """The parcels that this text may name: of the carriers it looks like, and of the retailer's."""
    candidates = [one.carrier for one in numbers.detect(entered).candidates]
    played = [numbers.TEST] if settings.test else []
    for code in dict.fromkeys([*candidates, *settings.carriers, *played]):
        try:
            canonical = numbers.canonical(code, entered)
        except ValueError:
            continue
        yield shipment_id(RetailerId(settings.retailer), code, canonical)


def _bare(settings: RetailerSet, change: ShipmentStatusChanged) -> FoundNumber:
    full = change.status
    status = PublicStatus(
        milestone=full.milestone,
        reason=full.reason,
        journey="",
        flags=full.flags,
        promise=full.promise,
        estimate=full.estimate,
    )
    return FoundNumber(
        retailer=settings.name,
        zone=settings.zone,
        status=status,
        since=change.since,
        test=settings.test,
    )
