"""`/v1/shipments`: track a number in one call, and read what is known of it."""

from collections.abc import Sequence
from datetime import datetime

from waymark_events.vocabulary import Flag, Milestone

from waymark_client.answers import Shipment, Written
from waymark_client.api.deciding import WRITTEN
from waymark_client.api.many import Batch, Form, Imported, batch, imported
from waymark_client.bodies import Destination, NewShipment
from waymark_client.calls import Call, Page, at_a_moment, get, place, post, reader
from waymark_client.methods import Listing, Method, Part, Side
from waymark_client.past import PastShipment
from waymark_client.timelines import Timeline

_SHIPMENT = reader(Shipment)
_PAGE = reader(Page[Shipment])
_PAST = reader(PastShipment)
_TIMELINE = reader(Timeline)


def track(
    number: str,
    *,
    carrier: str | None = None,
    reference: str | None = None,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    language: str | None = None,
    postcode: str | None = None,
    destination: Destination | None = None,
    carrier_account: str | None = None,
    notify: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[Written]:
    """Track a number; its order is made if there is none. Again: what is there.

    Without a carrier it is told by the number. Without a reference the order is called
    `<carrier>:<number>`. `notify=False`: nobody is told of it.
    """
    shipment = NewShipment(
        number=number,
        carrier=carrier,
        reference=reference,
        name=name,
        email=email,
        phone=phone,
        language=language,
        postcode=postcode,
        destination=destination,
        carrier_account=carrier_account,
        notify=notify,
    )
    call = post(place("shipments"), WRITTEN, {}, idempotency_key=idempotency_key)
    return call.saying(shipment)


def track_many(
    shipments: Sequence[NewShipment],
    *,
    notify: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[Batch]:
    """Track up to 500 numbers, each with a result of its own; nobody is told unless `notify`."""
    return batch(place("shipments:batch"), shipments, notify, idempotency_key)


def import_file(
    file: bytes,
    *,
    form: Form = "jsonl",
    notify: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[Imported]:
    """Track a file of numbers, up to 256 MiB; again changes nothing. `notify`: people are told.

    `form` is `jsonl`, a number a line as `track` says it, or `csv`.
    """
    return imported(place("shipments:import"), file, form, notify, idempotency_key)


def get_shipment(shipment: str, *, min_version: str | None = None) -> Call[Shipment]:
    """A shipment as it is. With a write's `marker`: not before that write was heard."""
    return get(place("shipments", shipment), _SHIPMENT, min_version=min_version)


def past(
    shipment: str,
    *,
    as_of: datetime | None = None,
    at: datetime | None = None,
    shown_at: datetime | None = None,
) -> Call[PastShipment]:
    """What was known `as_of` an instant, or had happened `at` one, as it is known now or was
    `as_of` then; or what was `shown_at` one, by the rules of that time.

    One of them is needed. NotFoundError when there was nothing.
    """
    at_a_moment(as_of, at, shown_at)
    path = place("shipments", shipment)
    return get(path, _PAST, as_of=as_of, at=at, shown_at=shown_at)


def timeline(
    shipment: str, *, as_of: datetime | None = None, at: datetime | None = None
) -> Call[Timeline]:
    """Everything that was said of it, newest first; or what was known, or had happened, by then."""
    return get(place("shipments", shipment, "timeline"), _TIMELINE, as_of=as_of, at=at)


def by_number(number: str, *, carrier: str | None = None) -> Call[Shipment | None]:
    """The shipment of a number as people write it; None when there is none yet.

    Where several carriers have it, the newest: name the carrier to be sure.
    """

    def first(body: bytes) -> Shipment | None:
        return next(iter(_PAGE(body).items), None)

    return get(place("shipments"), first, number=number, carrier=carrier, limit=1)


def list_shipments(
    *,
    carrier: str | None = None,
    number: str | None = None,
    milestone: Milestone | None = None,
    flag: Flag | None = None,
    reference: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Call[Page[Shipment]]:
    """Shipments, newest first, narrowed by what is given; `limit` is the size of a page."""
    return get(
        place("shipments"),
        _PAGE,
        carrier=carrier,
        number=number,
        milestone=milestone,
        flag=flag,
        reference=reference,
        limit=limit,
        cursor=cursor,
    )


class Shipments(Part[Side]):
    """Tracking numbers and where they are."""

    track = Method(track)
    track_many = Method(track_many)
    import_file = Method(import_file)
    get = Method(get_shipment)
    by_number = Method(by_number)
    past = Method(past)
    timeline = Method(timeline)
    page = Method(list_shipments)
    list = Listing(list_shipments)
