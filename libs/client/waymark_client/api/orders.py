"""`/v1/orders`: place them, decide about them, read them."""

from collections.abc import Sequence
from datetime import datetime

from waymark_client.answers import Order, Written
from waymark_client.api import deciding
from waymark_client.api.deciding import WRITTEN
from waymark_client.api.many import Batch, Form, Imported, batch, imported
from waymark_client.bodies import Destination, Line, NewOrder, Person
from waymark_client.calls import Call, Page, at_a_moment, get, place, post, reader
from waymark_client.methods import Listing, Method, Part, Side
from waymark_client.past import PastOrder

_ORDER = reader(Order)
_PAGE = reader(Page[Order])
_PAST = reader(PastOrder)


def place_order(
    reference: str,
    *,
    lines: Sequence[Line] = (),
    recipient: Person | None = None,
    destination: Destination | None = None,
    placed_at: datetime | None = None,
    return_period_days: int | None = None,
    notify: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[Written]:
    """Place an order. Its reference names it for ever: a second one is a ConflictError.

    `notify=False`: nobody is told of it.
    """
    order = NewOrder(
        reference=reference,
        lines=tuple(lines),
        recipient=recipient,
        destination=destination,
        placed_at=placed_at,
        return_period_days=return_period_days,
        notify=notify,
    )
    call = post(place("orders"), WRITTEN, {}, idempotency_key=idempotency_key)
    return call.saying(order)


def place_many(
    orders: Sequence[NewOrder],
    *,
    notify: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[Batch]:
    """Place up to 500 orders, each with a result of its own; nobody is told unless `notify`.

    An order that is there already as it is said here is left as it is.
    """
    return batch(place("orders:batch"), orders, notify, idempotency_key)


def import_file(
    file: bytes,
    *,
    form: Form = "jsonl",
    notify: bool | None = None,
    idempotency_key: str | None = None,
) -> Call[Imported]:
    """Place a file of orders, up to 256 MiB; again changes nothing. `notify`: people are told.

    `form` is `jsonl`, an order a line as `place` says it, or `csv`.
    """
    return imported(place("orders:import"), file, form, notify, idempotency_key)


def get_order(order: str, *, min_version: int | None = None) -> Call[Order]:
    """An order as it is. With the `version` that a write answered: not before it was heard."""
    return get(place("orders", order), _ORDER, min_version=min_version)


def past(
    order: str,
    *,
    as_of: datetime | None = None,
    at: datetime | None = None,
    shown_at: datetime | None = None,
) -> Call[PastOrder]:
    """What was known of it and its parcels `as_of` an instant, or had happened `at` one, as it is
    known now or was `as_of` then; or what was `shown_at` one, by the rules of that time.

    One of them is needed. NotFoundError when there was nothing.
    """
    at_a_moment(as_of, at, shown_at)
    return get(place("orders", order), _PAST, as_of=as_of, at=at, shown_at=shown_at)


def by_reference(reference: str) -> Call[Order | None]:
    """The order of this reference; None when there is none yet."""

    def first(body: bytes) -> Order | None:
        return next(iter(_PAGE(body).items), None)

    return get(place("orders"), first, reference=reference, limit=1)


def list_orders(
    *,
    reference: str | None = None,
    state: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Call[Page[Order]]:
    """Orders, newest first, narrowed by what is given; `limit` is the size of a page."""
    path = place("orders")
    return get(path, _PAGE, reference=reference, state=state, limit=limit, cursor=cursor)


class Orders(Part[Side]):
    """Orders: what a retailer decides about them, and how they stand."""

    place = Method(place_order)
    place_many = Method(place_many)
    import_file = Method(import_file)
    confirm = Method(deciding.confirm)
    process = Method(deciding.process)
    amend = Method(deciding.amend)
    cancel = Method(deciding.cancel)
    delay_line = Method(deciding.delay_line)
    cancel_line = Method(deciding.cancel_line)
    record_return = Method(deciding.record_return)
    record_refund = Method(deciding.record_refund)
    get = Method(get_order)
    past = Method(past)
    by_reference = Method(by_reference)
    page = Method(list_orders)
    list = Listing(list_orders)
