"""What writes answer, as JSON and as the description shows it."""

from msgspec import Struct
from waymark_events.messages.orders import OrderState
from waymark_events.values import Instant
from waymark_runtime.http.describing import ProblemDetails


class LegDocument(Struct, frozen=True, kw_only=True):
    """A tracking number. `carrier_url` is the carrier's own page, where there is one."""

    id: str
    carrier: str
    number: str
    carrier_url: str | None


class ParcelDocument(Struct, frozen=True, kw_only=True):
    """A booked parcel and its numbers, the last one in force."""

    id: str
    parcel_no: int
    legs: tuple[LegDocument, ...]
    cancelled: bool


class ContactFields(Struct, frozen=True, kw_only=True):
    """How a person is reached, as it is kept now."""

    name: str | None
    email: str | None
    phone: str | None
    language: str | None
    zone: str | None
    country: str | None
    postcode: str | None


class ContactDocument(ContactFields, frozen=True, kw_only=True):
    """A contact with its recipient's id."""

    id: str


class RecipientDocument(Struct, frozen=True, kw_only=True):
    """Whom the order is for. `contact` is null once it is forgotten."""

    id: str
    role: str
    tracking_url: str | None
    contact: ContactFields | None


class ShipmentDocument(LegDocument, frozen=True, kw_only=True):
    """The number a write was about, with the page to send people to."""

    tracking_url: str | None


class OrderDocument(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole order as of the version the write made, contacts as they are now.

    `warnings` say what is odd about a number that was taken.
    """

    id: str
    version: int
    updated_at: Instant
    order: OrderState
    parcels: tuple[ParcelDocument, ...]
    recipients: tuple[RecipientDocument, ...]
    shipment: ShipmentDocument | None = None
    warnings: tuple[str, ...] = ()


class ItemResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of an item: `status` 201 it was made, 200 it was there; else `problem` says why.

    `id` and `version` are the order's, `tracking_url` the page to send people to.
    """

    status: int
    id: str | None = None
    version: int | None = None
    reference: str | None = None
    shipment_id: str | None = None
    tracking_url: str | None = None
    warnings: tuple[str, ...] = ()
    problem: ProblemDetails | None = None


class BatchItem(ItemResult, frozen=True, kw_only=True, omit_defaults=True):
    """The result of the item at this place, counted from 0."""

    index: int


class BatchDocument(Struct, frozen=True, kw_only=True):
    """A result for each item, in their order."""

    items: tuple[BatchItem, ...]
    made: int
    unchanged: int
    refused: int


class LineResult(ItemResult, frozen=True, kw_only=True, omit_defaults=True):
    """The result of the item on these lines of the file, counted from 1."""

    line: int
    last_line: int


class Counts(Struct, frozen=True, kw_only=True):
    """Items so far: `done` are `accepted` (made, or there already) and `refused`."""

    done: int
    accepted: int
    refused: int


class ProgressRecord(Struct, frozen=True, kw_only=True):
    """How far an import is."""

    progress: Counts


class Summary(Counts, frozen=True, kw_only=True, omit_defaults=True):
    """How an import ended. Not `complete`: `problem` stopped it; import the file again."""

    made: int
    unchanged: int
    complete: bool
    problem: ProblemDetails | None = None


class SummaryRecord(Struct, frozen=True, kw_only=True):
    """The last record of an import; one that lacks it broke off: import the file again."""

    summary: Summary
