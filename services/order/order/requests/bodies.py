"""What callers send of orders: shapes and limits, never whether an order may do it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
)


def _visible(text: str) -> str:
    if not text.isprintable() or text != text.strip():
        raise ValueError("give printable characters, without blanks before or after")
    return text


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("give printable characters only")
    return text


def _local_day(text: str) -> str:
    try:
        datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        raise ValueError("give a day of the calendar, such as 2026-03-05") from None
    return text


def _written_out(text: object) -> object:
    if not isinstance(text, str) or "T" not in text.upper():
        raise ValueError("give an instant with an offset, such as 2026-03-05T09:00:00+01:00")
    return text


def _of_this_age(instant: datetime) -> datetime:
    if not 2000 <= instant.year < 2200:
        raise ValueError("give an instant of the years 2000 to 2199")
    return instant


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("give an IANA zone such as Europe/Berlin")
    return name


def _amount(text: str) -> str:
    if Decimal(text).as_tuple().exponent not in (0, -1, -2, -3):
        raise ValueError("give at most three decimals, such as 12.40")
    return text


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_of_this_age)]
Zone = Annotated[str, Field(max_length=64, examples=["Europe/Berlin"]), AfterValidator(_zone)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Text = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_visible)]
Reference = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_visible)]
Quantity = Annotated[StrictInt, Field(ge=1, le=1_000_000)]
LineNo = Annotated[StrictInt, Field(ge=1, le=1_000_000)]
ParcelNo = Annotated[StrictInt, Field(ge=1, le=10_000)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["DE"])]
Email = Annotated[
    str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$"), AfterValidator(_printable)
]
Phone = Annotated[str, Field(max_length=32, pattern=r"^[+0-9][0-9 ()/.-]+$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", examples=["de"])]
Postcode = Annotated[str, Field(max_length=16), AfterValidator(_printable)]
LocalDay = Annotated[
    str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2026-03-05"]), AfterValidator(_local_day)
]


class Body(BaseModel):
    """A JSON object; a member nobody knows is an error, because it was meant to do something."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Money(Body):
    """An amount as decimal text and an ISO 4217 currency."""

    amount: Annotated[
        str, Field(pattern=r"^\d{1,12}(\.\d{1,3})?$", examples=["39.90"]), AfterValidator(_amount)
    ]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]


class Line(Body):
    """A line of an order. Without `line_no` lines are numbered from 1."""

    line_no: LineNo | None = None
    sku: Text
    title: Text
    quantity: Quantity
    price: Money | None = None


class Content(Body):
    """So many pieces of a line."""

    line_no: LineNo
    quantity: Quantity


class Contact(Body):
    """How a person is reached. Kept apart from orders and deleted with the person."""

    name: Text | None = None
    email: Email | None = None
    phone: Phone | None = None
    language: Language | None = None
    zone: Zone | None = None
    country: Country | None = None
    postcode: Postcode | None = None


class Recipient(Contact):
    """Whom an order is for. With `reference`, the same person over several orders."""

    reference: Reference | None = None


class Destination(Body):
    """Where a parcel goes. The zone is needed where a country has several."""

    country: Country
    zone: Zone | None = None


class OrderBody(Body):
    """An order with its lines; an order without lines stands for parcels to follow.

    `notify`: whether people are told about it.
    """

    reference: Reference
    lines: Annotated[tuple[Line, ...], Field(max_length=500)] = ()
    recipient: Recipient | None = None
    destination: Destination | None = None
    placed_at: Moment | None = None
    return_period_days: Annotated[StrictInt, Field(ge=0, le=730)] | None = None
    notify: StrictBool | None = None


class AmendBody(Body):
    """Lines, destination, and whether people are told, as they are to be; what is absent stays."""

    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=500)] | None = None
    destination: Destination | None = None
    notify: StrictBool | None = None


class DelayBody(Body):
    """When the line comes; absent: not known."""

    until: LocalDay | None = None


class CancelLineBody(Body):
    """How many pieces; absent: all that are open."""

    quantity: Quantity | None = None
