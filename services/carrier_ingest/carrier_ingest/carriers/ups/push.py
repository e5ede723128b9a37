"""Track Alert: one event as JSON, and how it is told from a stranger's post."""

from collections.abc import Callable, Mapping
from typing import Final

from waymark_events.vocabulary import TERMINAL, Milestone

from carrier_ingest.carriers.dialect import Conventions, Post, RawPayload
from carrier_ingest.carriers.heard import Basis, Estimate, Heard, Statement
from carrier_ingest.carriers.reading import decoded, text, tracking_number
from carrier_ingest.carriers.signing import same
from carrier_ingest.carriers.spans import believable
from carrier_ingest.carriers.timeline import in_order
from carrier_ingest.carriers.ups.activity import day_of, hour_of, pushed
from carrier_ingest.carriers.ups.estimates import Hours, span
from carrier_ingest.carriers.ups.parcels import Scanned, estimate_zone
from carrier_ingest.carriers.ups.statements import CARRIER, Told, completed, notes, statement

_DATE_CHANGED: Final = frozenset({"UP", "UT"})


def heard_push(payload: RawPayload, value: object) -> Heard:
    """Read the one event of a push."""
    number = tracking_number(CARRIER, text(value, "trackingNumber"))
    if number is None:
        return Heard(problems=("a push of UPS has no readable trackingNumber",))
    activity = pushed(value)
    said = statement(number, activity, payload.conventions)
    if said is None:
        return Heard(problems=(f"the push about {number} has no readable date",))
    told = Told(receiver=text(value, "receivedBy") or None)
    statements = completed(in_order([said]), told)
    planned = _estimate(value, Scanned(activity, statements[0]), payload.conventions)
    return Heard(
        statements=statements,
        estimates=(planned,) if planned else (),
        notes=tuple(notes(statements, told)),
    )


def pushed_number(body: bytes) -> str | None:
    """The number a push is about, for the key under which its bytes are kept."""
    return tracking_number(CARRIER, text(decoded(body), "trackingNumber"))


def admits(
    post: Post,
    credentials: Mapping[str, str],
    is_our_token: Callable[[str], bool],
) -> bool:
    """Whether a post comes from UPS: our token and the client id we gave it; nothing is signed."""
    scheme, _, token = post.headers.get("authorization", "").partition(" ")
    ours = scheme.lower() == "bearer" and is_our_token(token.strip())
    client = credentials.get("push_client_id", "")
    return same(post.headers.get("x-api-key", ""), client) and ours


def _estimate(value: object, scanned: Scanned, conventions: Conventions) -> Estimate | None:
    said, activity = scanned.statement, scanned.activity
    if said.milestone in TERMINAL or text(value, "actualDeliveryDate"):
        return None
    hours = _hours(value)
    day = day_of(text(value, "scheduledDeliveryDate"))
    seen = activity.day
    if day is None and hours.end and said.milestone == Milestone.OUT_FOR_DELIVERY:
        day = seen
    zone = estimate_zone(None, scanned, conventions.zone)
    if day is None or seen is None or zone is None:
        return None
    # one event has no past: a day before it is late news, unless it is the label's
    if not believable(day, [seen]) and (_label_only(said) or not believable(seen, [day])):
        return None
    basis = Basis.REVISED if activity.codes.code in _DATE_CHANGED else Basis.FIRST
    return Estimate(carrier=CARRIER, number=said.number, basis=basis, span=span(day, hours, zone))


def _label_only(said: Statement) -> bool:
    return said.milestone == Milestone.ANNOUNCED


def _hours(value: object) -> Hours:
    whole_day = "end of day" in text(value, "deliveryTimeDescription").lower()
    return Hours(
        type="EOD" if whole_day else "",
        start=hour_of(text(value, "deliveryStartTime")),
        end=hour_of(text(value, "deliveryEndTime")),
    )
