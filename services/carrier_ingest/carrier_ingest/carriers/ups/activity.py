"""One activity, read alike from a push and from a poll: that they agree is what makes one scan."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from msgspec import Struct
from waymark_events.values import Place, When

from carrier_ingest.carriers.clock import (
    Whereabouts,
    from_instant,
    local_time,
    plausible_offset,
    with_offset,
)
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.reading import child, flag, text
from carrier_ingest.carriers.ups.codes import Codes, codes_from

_OFFSET: Final = re.compile(r"([+-])([0-9]{1,2})[.:]?([0-9]{2})?")


class Activity(Struct, frozen=True, kw_only=True):
    """A scan as UPS prints it. Dates and times are those printed; None for what was unreadable."""

    codes: Codes
    description: str
    day: date | None
    hour: time | None
    gmt: datetime | None
    offset: timedelta | None
    place: Place
    postcode: str
    logical: bool | None = None


def pushed(body: object) -> Activity:
    """Read the activity that a Track Alert is."""
    place = child(body, "activityLocation")
    status = child(body, "activityStatus")
    return Activity(
        codes=codes_from(
            text(status, "type"), text(status, "code"), text(status, "descriptionCode")
        ),
        description=text(status, "description"),
        day=day_of(text(body, "localActivityDate")),
        hour=hour_of(text(body, "localActivityTime")),
        gmt=_moment(text(body, "gmtActivityDate"), text(body, "gmtActivityTime")),
        offset=_offset(text(body, "gmtOffset")),
        place=_place(place),
        postcode=text(place, "postalCode"),
    )


def polled(entry: object) -> Activity:
    """Read one entry of a package's history."""
    place = child(child(entry, "location"), "address")
    status = child(entry, "status")
    return Activity(
        codes=codes_from(text(status, "type"), text(status, "code"), text(status, "statusCode")),
        description=text(status, "description"),
        day=day_of(text(entry, "date")),
        hour=hour_of(text(entry, "time")),
        gmt=_moment(text(entry, "gmtDate"), text(entry, "gmtTime")),
        offset=_offset(text(entry, "gmtOffset")),
        place=_place(place),
        postcode=text(place, "postalCode"),
        logical=flag(entry, "logicalScan"),
    )


def when(activity: Activity, account_zone: str | None) -> When | None:
    """The time of a scan: the pair in UTC, else the offset, else the place; None without a day."""
    printed = _printed(activity)
    if activity.gmt is not None and _agree(activity.gmt, printed):
        return from_instant(activity.gmt, printed, activity.offset)
    if printed is not None and activity.offset is not None:
        return with_offset(printed, activity.offset)
    if activity.day is None:
        return None
    return local_time(activity.day, activity.hour, whereabouts(activity, account_zone))


def whereabouts(activity: Activity, account_zone: str | None) -> Whereabouts:
    """What an activity tells of its place, for finding a zone."""
    return Whereabouts(
        country=activity.place.country,
        region=activity.place.region or "",
        postcode=activity.postcode,
        account_zone=account_zone,
    )


def identity(activity: Activity) -> tuple[str, ...] | None:
    """What makes a scan this one, beside its number: never the city, which UPS fills in later."""
    if activity.gmt is not None:
        moment = ("gmt", activity.gmt.strftime("%Y%m%d"), activity.gmt.strftime("%H%M%S"))
    elif activity.day is not None:
        hour = activity.hour.strftime("%H%M%S") if activity.hour else ""
        moment = ("local", activity.day.strftime("%Y%m%d"), hour)
    else:
        return None
    codes = activity.codes
    return (codes.type, codes.code or codes.status, *moment, activity.place.country or "")


def day_of(written: str) -> date | None:
    """Read `YYYYMMDD`, with or without separators."""
    digits = re.sub(r"[^0-9]", "", written)
    if len(digits) != len("YYYYMMDD"):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def hour_of(written: str) -> time | None:
    """Read `HHMMSS`, with or without colons, and when leading zeros were lost."""
    digits = re.sub(r"[^0-9]", "", written).zfill(6)
    if not written or len(digits) != len("HHMMSS"):
        return None
    try:
        return time(int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return None


def _moment(day: str, hour: str) -> datetime | None:
    read_day, read_hour = day_of(day), hour_of(hour)
    return datetime.combine(read_day, read_hour) if read_day and read_hour else None


def _printed(activity: Activity) -> datetime | None:
    if activity.day is None or activity.hour is None:
        return None
    return datetime.combine(activity.day, activity.hour)


def _agree(gmt: datetime, printed: datetime | None) -> bool:
    return printed is None or plausible_offset(printed - gmt)


def _offset(written: str) -> timedelta | None:
    read = _OFFSET.fullmatch(written)
    if read is None:
        return None
    size = timedelta(hours=int(read[2]), minutes=int(read[3] or 0))
    offset = -size if read[1] == "-" else size
    return offset if plausible_offset(offset) else None


def _place(address: object) -> Place:
    return Place(
        city=text(address, "city") or None,
        region=text(address, "stateProvince") or None,
        country=country_code(text(address, "countryCode"))
        or country_code(text(address, "country")),
    )
