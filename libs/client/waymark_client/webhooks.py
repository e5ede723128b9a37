"""Is this webhook Waymark's? Checked over the raw bytes, before anything is read of them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from standardwebhooks import Webhook, WebhookVerificationError

from waymark_client.errors import SignatureError
from waymark_client.events import Event, event_from

TOLERANCE: Final = timedelta(minutes=5)
"""How far the sender's clock, or a repeated request, may be off."""
_PREFIX: Final = "whsec_"


def verify(
    body: bytes,
    headers: Mapping[str, str],
    secrets: str | Iterable[str],
    *,
    tolerance: timedelta = TOLERANCE,
) -> Event:
    """The event of a webhook that was signed with one of these secrets, and is not old.

    `body` is the request's bytes as they came: parsed and written again they are others. While a
    secret is rotated give both. `tolerance` is five minutes at most. SignatureError when it is
    not Waymark's; answer that with 401. UnreadableError when it is, and is no event.
    """
    known = [_webhook(secret) for secret in ([secrets] if isinstance(secrets, str) else secrets)]
    if not known:
        raise ValueError("there is no secret to check with; give the endpoint's, whsec_…")
    if tolerance > TOLERANCE:
        raise ValueError(f"tolerance is {tolerance}; more than {TOLERANCE} is never accepted")
    given = {name.lower(): text for name, text in headers.items()}
    _check_age(given.get("webhook-timestamp", ""), tolerance)
    faults = [_fault(one, body, given) for one in known]
    if all(faults):
        raise SignatureError(f"this webhook is not accepted: {faults[0]}", code="bad_signature")
    return event_from(body)


def _webhook(secret: str) -> Webhook:
    """ValueError without the secret in it: what is wrong is the receiver's setting."""
    if not secret.startswith(_PREFIX):
        raise ValueError(f"a webhook's secret begins with {_PREFIX}; this one does not")
    try:
        return Webhook(secret)
    except Exception:  # the library has no common error, and some show the secret
        raise ValueError(f"a webhook's secret is {_PREFIX} and base64; this one is not") from None


def _fault(webhook: Webhook, body: bytes, headers: dict[str, str]) -> str | None:
    """What is wrong; None when it was signed with this secret."""
    try:
        webhook.verify(body, headers, json_parse=False)
    except WebhookVerificationError as fault:
        return str(fault)
    # The library lets this out for a signature without a comma, or one that is no base64.
    except ValueError:
        return "its signature cannot be read"
    return None


def _check_age(text: str, tolerance: timedelta) -> None:
    """What the library would let pass, when less than its own tolerance is wanted."""
    try:
        sent = datetime.fromtimestamp(float(text), tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise SignatureError(
            "this webhook is not accepted: webhook-timestamp is missing or is no time",
            code="bad_signature",
        ) from None
    if abs(datetime.now(UTC) - sent) > tolerance:
        raise SignatureError(
            f"this webhook is not accepted: it is {datetime.now(UTC) - sent} old",
            code="bad_signature",
        )
