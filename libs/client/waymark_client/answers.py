"""What the API answers; what a newer service adds is ignored."""

from datetime import datetime

from msgspec import Struct
from waymark_events.messages.orders import OrderState
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_events.values import When


class Contact(Struct, frozen=True, kw_only=True):
    """How a person is reached, as it is kept now. Personal."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    zone: str | None = None
    country: str | None = None
    postcode: str | None = None


class KeptContact(Contact, frozen=True, kw_only=True):
    """A contact under its recipient's id."""

    id: str


class Recipient(Struct, frozen=True, kw_only=True):
    """Someone an order is for; `tracking_url` is the page to send them to."""

    id: str
    role: str
    tracking_url: str | None = None
    contact: Contact | None = None


class Number(Struct, frozen=True, kw_only=True):
    """A tracking number; `id` is its shipment's, `carrier_url` the carrier's own page."""

    id: str
    carrier: str
    number: str
    carrier_url: str | None = None


class TrackedNumber(Number, frozen=True, kw_only=True):
    """The number that a write was about, with the page to send people to."""

    tracking_url: str | None = None


class BookedParcel(Struct, frozen=True, kw_only=True):
    """A parcel of an order, and its numbers in the order they were booked."""

    id: str
    parcel_no: int
    legs: tuple[Number, ...]
    cancelled: bool = False


class Written(Struct, frozen=True, kw_only=True):
    """The whole order after a write, which made it `version`.

    `shipment` is the number that was booked; `warnings` say what is odd about what was accepted.
    """

    id: str
    version: int
    updated_at: datetime
    order: OrderState
    parcels: tuple[BookedParcel, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    shipment: TrackedNumber | None = None
    warnings: tuple[str, ...] = ()

    @property
    def marker(self) -> str:
        """What `shipments.get` takes as `min_version`, to read after this write."""
        return f"{self.id}:{self.version}"


class Freshness(Struct, frozen=True, kw_only=True):
    """How old the knowledge is: last asked, last answered, when we look next, account trouble."""

    asked_at: datetime | None = None
    answered_at: datetime | None = None
    next_look_at: datetime | None = None
    outcome: str | None = None
    account_down_since: datetime | None = None


class Shipment(Struct, frozen=True, kw_only=True):
    """A tracking number and where it is. `order_versions` maps order ids to the version heard."""

    id: str
    carrier: str
    number: str
    generation: int
    version: int
    status: PublicStatus
    updated_at: datetime
    since: When | None = None
    order_versions: dict[str, int] = {}
    freshness: Freshness = Freshness()
    tracking_url: str | None = None


class Parcel(Struct, frozen=True, kw_only=True):
    """A parcel of an order: what speaks for it, and its numbers as far as they were heard of."""

    id: str
    parcel_no: int
    status: PublicStatus | None = None
    legs: tuple[Shipment, ...] = ()


class Told(Struct, frozen=True, kw_only=True):
    """A notification: what it was about and how it ended. `kept`: for a test mode, not sent."""

    trigger: str
    occasion: str
    channel: str
    outcome: str
    at: datetime
    shipment_id: str | None = None
    kept: bool = False


class Order(Struct, frozen=True, kw_only=True):
    """An order with its parcels as they are."""

    id: str
    version: int
    updated_at: datetime
    order: OrderState
    parcels: tuple[Parcel, ...] = ()
    told: tuple[Told, ...] = ()


class Change(Struct, frozen=True, kw_only=True):
    """A shipment's new status, from the live stream.

    `cursor` is where the stream stands after it: `stream(after=cursor)` goes on from there.
    """

    id: str
    change: ShipmentStatusChanged
    cursor: str = ""
