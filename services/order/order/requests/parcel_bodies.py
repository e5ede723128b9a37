"""What callers send of parcels, returns and refunds."""

from typing import Annotated

from pydantic import ConfigDict, Field, StrictBool, StrictInt, model_validator
from waymark_events.vocabulary import Direction, Way

from order.requests.bodies import (
    Body,
    Content,
    Destination,
    Email,
    Language,
    LocalDay,
    Moment,
    Money,
    ParcelNo,
    Phone,
    Postcode,
    Reference,
    Slug,
    Text,
)


class WorkingDays(Body):
    """From the least-th to the most-th working day after today, at the destination."""

    least: Annotated[StrictInt, Field(ge=0, le=90)]
    most: Annotated[StrictInt, Field(ge=0, le=90)]
    subdivision: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,3}$")] | None = None


class PromiseBody(Body):
    """A day, days or a window local to the destination, or working days from today."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    day: LocalDay | None = None
    from_: Annotated[str | None, Field(alias="from", max_length=16)] = None
    to: Annotated[str, Field(max_length=16)] | None = None
    working_days: WorkingDays | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "PromiseBody":
        ranged = self.from_ is not None and self.to is not None
        given = [self.day is not None, ranged, self.working_days is not None]
        if sum(given) != 1 or (self.from_ is None) != (self.to is None):
            raise ValueError("give `day`, or `from` and `to`, or `working_days`")
        return self


class ServicesBody(Body):
    """What was booked beside the carriage."""

    cash_on_delivery: Money | None = None
    age_check: Annotated[StrictInt, Field(ge=1, le=99)] | None = None
    identity_check: StrictBool = False
    signature: StrictBool = False
    appointment: StrictBool = False


class Number(Body):
    """A tracking number. Without a carrier it is detected; carriers `own` and `store` need none."""

    number: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    carrier: Annotated[str, Field(max_length=40)] | None = None
    carrier_account: Slug | None = None
    hand_over_by: Moment | None = None


class ParcelBody(Number):
    """A parcel. Contents absent: all that is still open, lost or delivered, as fits.

    `notify`: whether people are told about it; absent: as about its order.
    """

    contents: Annotated[tuple[Content, ...], Field(min_length=1, max_length=500)] | None = None
    direction: Direction = Direction.OUTBOUND
    way: Way = Way.HOME
    services: ServicesBody = ServicesBody()
    destination: Destination | None = None
    promise: PromiseBody | None = None
    replaces: ParcelNo | None = None
    returns: ParcelNo | None = None
    notify: StrictBool | None = None


class ReturnBody(Body):
    """Goods that are back; with `parcel_no`, those of that return parcel."""

    contents: Annotated[tuple[Content, ...], Field(min_length=1, max_length=500)]
    parcel_no: ParcelNo | None = None


class RefundBody(Body):
    """Money given back. Contents absent: for what is lost; an empty list: goodwill."""

    amount: Money
    contents: Annotated[tuple[Content, ...], Field(max_length=500)] | None = None


class ShipmentBody(Body):
    """A parcel to track, in one call. `notify`: whether people are told about it."""

    number: Annotated[str, Field(min_length=1, max_length=80)]
    carrier: Annotated[str, Field(max_length=40)] | None = None
    reference: Reference | None = None
    name: Text | None = None
    email: Email | None = None
    phone: Phone | None = None
    language: Language | None = None
    postcode: Postcode | None = None
    destination: Destination | None = None
    carrier_account: Slug | None = None
    notify: StrictBool | None = None
