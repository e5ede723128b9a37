"""What both clients are made of: settings, the parts of the API, and httpx's words in ours."""

from typing import Any, Final, Generic

import httpx

from waymark_client.api.endpoints import Endpoints
from waymark_client.api.events import Events
from waymark_client.api.messages import Messages
from waymark_client.api.orders import Orders
from waymark_client.api.parcels import Parcels
from waymark_client.api.recipients import Recipients
from waymark_client.api.shipments import Shipments
from waymark_client.calls import Call
from waymark_client.configuring import TIMEOUT_S, Settings
from waymark_client.errors import WaymarkError, error_of
from waymark_client.listening import SILENT_S
from waymark_client.methods import Side
from waymark_client.pace import RateLimit, rate_limit
from waymark_client.talking import Fault, Reply, Retry, Send, retry_after_s

STREAMED: Final = httpx.Timeout(TIMEOUT_S, read=SILENT_S)
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Core(Generic[Side]):
    """A client without its way of sending. `rate_limit` is what the last answer told."""

    orders: Orders[Side]
    parcels: Parcels[Side]
    shipments: Shipments[Side]
    recipients: Recipients[Side]
    messages: Messages[Side]
    endpoints: Endpoints[Side]
    events: Events[Side]
    rate_limit: RateLimit | None

    def _opened(self, side: Side, settings: Settings, retry: Retry) -> None:
        self._settings = settings
        self._retry = retry
        self.rate_limit = None
        self.orders = Orders(side)
        self.parcels = Parcels(side)
        self.shipments = Shipments(side)
        self.recipients = Recipients(side)
        self.messages = Messages(side)
        self.endpoints = Endpoints(side)
        self.events = Events(side)

    def __repr__(self) -> str:
        """Where; never the key."""
        return f"{type(self).__name__}({self._settings.url!r})"

    def _replied(self, response: httpx.Response) -> Reply:
        reply = Reply(response.status_code, lower(response.headers), response.content)
        self.rate_limit = rate_limit(reply.headers) or self.rate_limit
        return reply


def request_of(step: Send) -> dict[str, Any]:
    """A call as httpx's `request` takes it."""
    call: Call[Any] = step.call
    return {
        "method": call.method,
        "url": call.path,
        "params": call.query or None,
        "content": call.body,
        "headers": dict(step.headers),
    }


def fault_of(fault: httpx.RequestError) -> Fault:
    """Why there was no whole answer, and whether the request may have arrived."""
    return Fault(fault, sent=not isinstance(fault, _NOT_SENT))


def refused(response: httpx.Response, body: bytes) -> WaymarkError:
    """The error of a stream that was not opened."""
    return error_of(response.status_code, body, retry_after_s(lower(response.headers)))


def lower(headers: httpx.Headers) -> dict[str, str]:
    """Headers with their names in lower case."""
    return {name.lower(): text for name, text in headers.items()}
