"""What is said of orders, parcels and people; shapes only, the service checks the values."""

from datetime import date, datetime

from msgspec import Struct, field
from waymark_events.values import Content, Money, Services

__all__ = [
    "Content",
    "Destination",
    "InWorkingDays",
    "Line",
    "Money",
    "NewOrder",
    "NewShipment",
    "OnDay",
    "Person",
    "Promise",
    "Services",
    "Within",
]


class Body(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is left at its default is not sent."""


class Line(Body, frozen=True, kw_only=True):
    """A line of an order. Without `line_no` lines are numbered from 1."""

    sku: str
    title: str
    quantity: int
    price: Money | None = None
    line_no: int | None = None


class Person(Body, frozen=True, kw_only=True):
    """Whom an order is for. With `reference`, the same person over several orders.

    `language` is such as `de`, `zone` such as `Europe/Berlin`, `country` such as `DE`.
    """

    reference: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    zone: str | None = None
    country: str | None = None
    postcode: str | None = None


class Destination(Body, frozen=True, kw_only=True):
    """Where a parcel goes. The zone is needed where a country has several."""

    country: str
    zone: str | None = None


class NewOrder(Body, frozen=True, kw_only=True):
    """An order with its lines; one without lines stands for parcels to follow.

    `notify`: whether people are told of it; left out, the usual.
    """

    reference: str
    lines: tuple[Line, ...] = ()
    recipient: Person | None = None
    destination: Destination | None = None
    placed_at: datetime | None = None
    return_period_days: int | None = None
    notify: bool | None = None


class NewShipment(Body, frozen=True, kw_only=True):
    """A number to track. Without a carrier it is told by the number.

    Without a reference its order is called `<carrier>:<number>`.
    """

    number: str
    carrier: str | None = None
    reference: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    postcode: str | None = None
    destination: Destination | None = None
    carrier_account: str | None = None
    notify: bool | None = None


class OnDay(Body, frozen=True, kw_only=True):
    """A promise: on this day, local to the destination."""

    day: date | str


class Within(Body, frozen=True, kw_only=True):
    """A promise: from a day to a day, or from `YYYY-MM-DDTHH:MM` to such, local."""

    from_: date | str = field(name="from")
    to: date | str


class InWorkingDays(Body, frozen=True, kw_only=True):
    """A promise: from the least-th to the most-th working day after today, at the destination."""

    least: int
    most: int
    subdivision: str | None = None


Promise = OnDay | Within | InWorkingDays


def promise_body(promise: Promise) -> object:
    """A promise as it is sent."""
    return {"working_days": promise} if isinstance(promise, InWorkingDays) else promise
