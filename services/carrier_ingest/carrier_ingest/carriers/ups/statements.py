"""From activities to statements and the notes beside them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import msgspec
from msgspec import Struct
from waymark_events.vocabulary import Milestone

from carrier_ingest.carriers.asking import locale
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.heard import Note, Statement
from carrier_ingest.carriers.timeline import collectable_until, newest
from carrier_ingest.carriers.ups.activity import Activity, identity, when
from carrier_ingest.carriers.ups.codes import meaning_of

NAME: Final = "ups"
CARRIER: Final = "ups"
_DUTIES_DUE: Final = "customs.duties_due"


class Told(Struct, frozen=True, kw_only=True):
    """What stands on the parcel rather than on a scan, and belongs to one of its scans."""

    pickup_until: date | None = None
    duties_amount: str | None = None
    duties_currency: str | None = None
    hidden: bool = False
    receiver: str | None = None
    safe_place: str | None = None


def statement(number: str, activity: Activity, conventions: Conventions) -> Statement | None:
    """Say what one activity means; None when it has no day that can be read."""
    key, moment = identity(activity), when(activity, conventions.zone)
    if key is None or moment is None:
        return None
    meaning = meaning_of(number, activity.codes, logical=activity.logical)
    place = activity.place
    return Statement(
        scan_key=(NAME, CARRIER, number, *key),
        carrier=CARRIER,
        number=number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=moment,
        code=str(activity.codes),
        place=place if place.city or place.region or place.country else None,
        postcode=activity.postcode or None,
        text=activity.description or None,
        text_language=locale(conventions)[:2] if activity.description else None,
        withdraws_codes=meaning.withdraws_codes,
    )


def completed(oldest_first: Sequence[Statement], told: Told) -> tuple[Statement, ...]:
    """Put what stands on the parcel to the newest scan that it is about."""
    dutiable = newest([said for said in oldest_first if said.reason == _DUTIES_DUE])
    complete = tuple(
        msgspec.structs.replace(
            said,
            duties_amount=told.duties_amount if said is dutiable else None,
            duties_currency=told.duties_currency if said is dutiable else None,
            hidden=told.hidden,
        )
        for said in oldest_first
    )
    return collectable_until(complete, told.pickup_until)


def notes(oldest_first: Sequence[Statement], told: Told) -> Iterable[Note]:
    """Who took the parcel and where it lies, beside the newest delivery."""
    delivery = newest(oldest_first, Milestone.DELIVERED)
    if delivery is not None and (told.receiver or told.safe_place):
        yield Note(
            carrier=CARRIER,
            number=delivery.number,
            scan_id=delivery.scan_id,
            receiver=told.receiver,
            safe_place=told.safe_place,
        )
