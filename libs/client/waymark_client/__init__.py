"""Waymark for a retailer's own programs: typed, blocking and async, webhooks checked.

from waymark_client import Line, Waymark

with Waymark() as waymark:
    order = waymark.orders.place("SO-1001", lines=[Line(sku="L", title="Lamp", quantity=1)])
"""

from waymark_client.aio import AsyncWaymark
from waymark_client.answers import Change, Order, Parcel, Recipient, Shipment, Told, Written
from waymark_client.bodies import (
    Content,
    Destination,
    InWorkingDays,
    Line,
    Money,
    NewOrder,
    NewShipment,
    OnDay,
    Person,
    Promise,
    Services,
    Within,
)
from waymark_client.calls import Page
from waymark_client.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    RefusedError,
    SignatureError,
    TooManyRequestsError,
    UnauthorizedError,
    UnavailableError,
    UnreachableError,
    UnreadableError,
    VersionChangedError,
    WaymarkError,
    WrongField,
)
from waymark_client.events import Event, event_of
from waymark_client.pace import RateLimit
from waymark_client.sync import Waymark
from waymark_client.talking import Retry
from waymark_client.timelines import Timeline

__all__ = [
    "AsyncWaymark",
    "Change",
    "ConflictError",
    "Content",
    "Destination",
    "Event",
    "ForbiddenError",
    "InWorkingDays",
    "InvalidError",
    "Line",
    "Money",
    "NewOrder",
    "NewShipment",
    "NotFoundError",
    "OnDay",
    "Order",
    "Page",
    "Parcel",
    "Person",
    "Promise",
    "RateLimit",
    "Recipient",
    "RefusedError",
    "Retry",
    "Services",
    "Shipment",
    "SignatureError",
    "Timeline",
    "Told",
    "TooManyRequestsError",
    "UnauthorizedError",
    "UnavailableError",
    "UnreachableError",
    "UnreadableError",
    "VersionChangedError",
    "Waymark",
    "WaymarkError",
    "Within",
    "Written",
    "WrongField",
    "event_of",
]
