"""The day or window that a row promises, in the zone whose midnight it ends at."""

from datetime import date, datetime, time
from typing import Final

from waymark_events.ordering import zone_of
from waymark_events.values import Span

from carrier_ingest.carriers.heard import Basis, Estimate
from carrier_ingest.carriers.neutral.fields import Row, WrongCellError
from carrier_ingest.carriers.neutral.options import Account
from carrier_ingest.carriers.neutral.scans import Parcel, whereabouts, zone_of_row
from carrier_ingest.carriers.neutral.times import Printed, hour_of, read_time

FIELD: Final = "estimated_delivery"
_TAKEN_BACK: Final = "none"


def estimate_of(parcel: Parcel, row: Row, account: Account) -> Estimate | None:
    """What a row expects; None where it says nothing, WrongCellError where it cannot be read."""
    written = row[FIELD]
    if not written:
        return None
    if written.lower() == _TAKEN_BACK:
        return Estimate(carrier=parcel.carrier, number=parcel.number, basis=Basis.NONE)
    zone = _zone(row, account)
    if zone is None:
        raise WrongCellError(
            FIELD, "no zone is known for it: fill time_zone, or give the account one"
        )
    span = _span(written, row["window_end"], zone, account)
    return Estimate(carrier=parcel.carrier, number=parcel.number, basis=Basis.FIRST, span=span)


def _zone(row: Row, account: Account) -> str | None:
    """The account's own is nearest to where its parcels go; a scan may be anywhere."""
    return account.zone or zone_of_row(row) or whereabouts(row, account).placed


def _span(written: str, end: str, zone: str, account: Account) -> Span:
    """A window where there is an hour; one hour alone means "by then"."""
    day, start = _local(_read(FIELD, written, account), zone)
    last, until = day, hour_of(end) if end else None
    if end and until is None:
        last, until = _local(_read("window_end", end, account), zone)
    if until is None:
        start, until = None, start
    begins = datetime.combine(day, start or time.min)
    ends = datetime.combine(last, until or time.min)
    if until is None or begins > ends:
        return Span(from_=day.isoformat(), to=day.isoformat(), precision="day", zone=zone)
    return Span(
        from_=begins.isoformat(timespec="minutes"),
        to=ends.isoformat(timespec="minutes"),
        precision="window",
        zone=zone,
    )


def _read(field: str, written: str, account: Account) -> Printed:
    try:
        return read_time(written, account.date_format)
    except ValueError as fault:
        raise WrongCellError(field, str(fault)) from fault


def _local(printed: Printed, zone: str) -> tuple[date, time | None]:
    """Day and hour on the clocks of a zone, where an offset was written."""
    moment = printed.moment
    if moment is None or printed.offset is None:
        return printed.day, printed.hour
    try:
        local = (
            (moment - printed.offset).replace(tzinfo=zone_of("+00:00")).astimezone(zone_of(zone))
        )
    except (ValueError, OverflowError):
        return printed.day, printed.hour
    return local.date(), local.time()
