"""What became of retailers' webhook endpoints (`notification.events.v1`)."""

from waymark_events.ids import EndpointId, RetailerId
from waymark_events.values import Instant, Value


class WebhookEndpointDisabled(Value, frozen=True, kw_only=True):
    """Nothing more is sent to an endpoint until the retailer enables it.

    `reason` is `gone` (it answered 410) or `failing` (nothing but failures for five days, since
    `failing_since`); `last_error` is the last status or a word such as `timeout`.
    """

    retailer: RetailerId
    endpoint_id: EndpointId
    reason: str
    at: Instant
    failing_since: Instant | None = None
    last_error: str | None = None
