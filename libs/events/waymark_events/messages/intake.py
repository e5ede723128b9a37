"""What retailers ask on topics of their own, and how it is answered.

A command is written by the retailer (`retailer.<id>.orders.v1`, `.contacts.v1`) and says what the
body of the like-named HTTP call says; limits of its fields are those of the HTTP API. Its answer
stands on `order.events.v1`.
"""

from msgspec import field

from waymark_events.ids import OrderId, RecipientId, RetailerId
from waymark_events.values import Content, Instant, Money, Services, Value
from waymark_events.vocabulary import Direction, Way


class Line(Value, frozen=True, kw_only=True):
    """A line of an order. Without `line_no` lines are numbered from 1."""

    sku: str
    title: str
    quantity: int
    line_no: int | None = None
    price: Money | None = None


class Contact(Value, frozen=True, kw_only=True):
    """How a person is reached. Personal: never on a topic that is kept for ever."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    zone: str | None = None
    country: str | None = None
    postcode: str | None = None


class Recipient(Contact, frozen=True, kw_only=True):
    """Whom an order is for. With `reference`, the same person over several orders."""

    reference: str | None = None


class Destination(Value, frozen=True, kw_only=True):
    """Where a parcel goes. The zone is needed where a country has several."""

    country: str
    zone: str | None = None


class WorkingDays(Value, frozen=True, kw_only=True):
    """From the least-th to the most-th working day after today, at the destination."""

    least: int
    most: int
    subdivision: str | None = None


class Promise(Value, frozen=True, kw_only=True):
    """`day`, or `from` and `to`, local to the destination, or `working_days` from today."""

    day: str | None = None
    from_: str | None = field(name="from", default=None)
    to: str | None = None
    working_days: WorkingDays | None = None


class OrderCommand(Value, frozen=True, kw_only=True):
    """What every command about an order names: the retailer's reference, which is the key too."""

    reference: str


class OrderPlace(OrderCommand, frozen=True, kw_only=True):
    """Place an order; one without lines stands for parcels to follow.

    `notify`: whether people are told about it; absent: they are.
    """

    lines: tuple[Line, ...] = ()
    recipient: Recipient | None = None
    destination: Destination | None = None
    placed_at: Instant | None = None
    return_period_days: int | None = None
    notify: bool | None = None


class OrderAmend(OrderCommand, frozen=True, kw_only=True):
    """Change lines or destination before hand-over, or whether people are told; what is absent
    stays.
    """

    lines: tuple[Line, ...] | None = None
    destination: Destination | None = None
    notify: bool | None = None


class Number(OrderCommand, frozen=True, kw_only=True):
    """A tracking number. Without a carrier it is detected; carriers `own` and `store` need none."""

    number: str | None = None
    carrier: str | None = None
    carrier_account: str | None = None
    hand_over_by: Instant | None = None


class OrderBookParcel(Number, frozen=True, kw_only=True):
    """Book a parcel. Contents absent: all that is still open, lost or delivered, as fits.

    `notify`: whether people are told about it; absent: as about its order.
    """

    contents: tuple[Content, ...] | None = None
    direction: Direction = Direction.OUTBOUND
    way: Way = Way.HOME
    services: Services = Services()
    destination: Destination | None = None
    promise: Promise | None = None
    replaces: int | None = None
    returns: int | None = None
    notify: bool | None = None


class OrderRebookParcel(Number, frozen=True, kw_only=True):
    """Give a parcel another tracking number."""

    parcel_no: int


class OrderCancel(OrderCommand, frozen=True, kw_only=True):
    """Cancel the whole order before hand-over."""


class OrderReturn(OrderCommand, frozen=True, kw_only=True):
    """Record that goods are back; with `parcel_no`, those of that return parcel."""

    contents: tuple[Content, ...]
    parcel_no: int | None = None


class ContactPut(Contact, frozen=True, kw_only=True):
    """Store a person's contact whole; what is left out is forgotten. The key names the person."""


class Fault(Value, frozen=True, kw_only=True):
    """What was wrong with one field. `pointer` is a JSON Pointer into the command's value.

    `value` would be right there; `carrier` and `format` say whose number it was taken for.
    """

    pointer: str
    detail: str
    value: str | None = None
    carrier: str | None = None
    format: str | None = None


class IntakeAnswer(Value, frozen=True, kw_only=True):
    """What every answer says: to which command, by its `ce_id` and `ce_type`, and about what.

    Absent is what could not be read: a command that was no JSON may name no order.
    """

    retailer: RetailerId
    command_id: str
    at: Instant
    command_type: str | None = None
    order_reference: str | None = None
    order_id: OrderId | None = None
    recipient_id: RecipientId | None = None


class IntakeAccepted(IntakeAnswer, frozen=True, kw_only=True):
    """It was done. `version` is that of the order, or of the contact, after it."""

    version: int
    warnings: tuple[str, ...] = ()


class IntakeRefused(IntakeAnswer, frozen=True, kw_only=True):
    """It was not done. `code` is for programs; what was sent is not said again."""

    code: str
    detail: str
    errors: tuple[Fault, ...] = ()
