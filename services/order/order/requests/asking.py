"""Who asks, and what a request is read with."""

from msgspec import Struct
from waymark_events.messages.retailers import RetailerSet

from order.app.calls import Call


class Asking(Struct, frozen=True, kw_only=True):
    """One request of a retailer. `link_kid` names the key of the links that are made now.

    `notify`: whether people are told where a body does not say; None: as usual.
    """

    call: Call
    retailer: RetailerSet
    link_kid: str
    notify: bool | None = None
