"""Whether an account answers, and when it may be asked again after it did not."""

from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct, structs
from waymark_events.codec import Envelope, envelope
from waymark_events.ids import AccountId, RetailerId
from waymark_events.messages.carriers import CarrierAccountState
from waymark_events.topics import Service

from carrier_ingest.carriers.heard import Advice, Trouble
from carrier_ingest.carriers.quota import Quota
from carrier_ingest.domain.naming import name_of

DOWN_AFTER: Final = 2
"""Failures in a row before an account is said to be down: one time-out is no outage."""
FIRST_BACK_OFF_S: Final = 15.0
LONGEST_BACK_OFF_S: Final = 600.0
CHECKED_AT_MOST_S: Final = 3_600.0


class Health(Struct, frozen=True, kw_only=True):
    """How an account fares. `since` is when the present state began.

    `requests` and `numbers` were asked on `day` and count towards its quota. `halted` is the
    version of the credentials that the carrier refused: asking on with them locks the user, so
    nothing is asked until there are others. `not_before` is the end of a back-off.
    """

    healthy: bool = True
    since: datetime | None = None
    checked_at: datetime | None = None
    detail: str | None = None
    failures: int = 0
    not_before: datetime | None = None
    halted: int | None = None
    published: bool | None = None
    published_at: datetime | None = None
    day: str = ""
    requests: int = 0
    numbers: int = 0


class Limits(Struct, frozen=True, kw_only=True):
    """What an account may be asked with."""

    credentials_version: int
    per_day: Quota = Quota()


def may_ask(health: Health, now: datetime, limits: Limits) -> bool:
    """Whether this account may be asked at this moment with these credentials."""
    return (
        health.halted != limits.credentials_version
        and (health.not_before is None or health.not_before <= now)
        and left(health, now, limits.per_day).covers(1)
    )


def left(health: Health, now: datetime, per_day: Quota) -> Quota:
    """What is left of today's quota; a carrier's day is taken as a day of UTC."""
    if health.day != _day(now):
        return per_day
    return per_day.without(requests=health.requests, numbers=health.numbers)


def asked(health: Health, now: datetime, numbers: int) -> Health:
    """Count a request and the numbers in it, whatever came of it."""
    today = _day(now)
    before = health if health.day == today else structs.replace(health, requests=0, numbers=0)
    return structs.replace(
        before, day=today, requests=before.requests + 1, numbers=before.numbers + numbers
    )


def told(health: Health, now: datetime) -> Health:
    """The state was published."""
    return structs.replace(health, published=health.healthy, published_at=now)


def _day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()


def answered(health: Health, now: datetime) -> Health:
    """The carrier answered: healthy, whatever was before."""
    return structs.replace(
        health,
        healthy=True,
        since=health.since if health.healthy and health.since else now,
        checked_at=now,
        detail=None,
        failures=0,
        not_before=None,
        halted=None,
    )


def failed(
    health: Health, trouble: Trouble, now: datetime, *, credentials_version: int, scale: float
) -> Health:
    """The carrier did not answer: back off, or stop where asking again does harm."""
    stopped = trouble.advice == Advice.STOP_ACCOUNT
    failures = health.failures + 1
    down = stopped or failures >= max(DOWN_AFTER, trouble.patience)
    pause = min(FIRST_BACK_OFF_S * 2 ** min(failures - 1, 16), LONGEST_BACK_OFF_S) * scale
    return structs.replace(
        health,
        healthy=health.healthy and not down,
        since=now if down and (health.healthy or health.since is None) else health.since,
        checked_at=now,
        detail=f"{trouble.code}: {trouble.detail}",
        failures=failures,
        not_before=now + timedelta(seconds=pause),
        halted=credentials_version if stopped else health.halted,
    )


def has_to_be_told(health: Health, now: datetime, at_most_s: float) -> bool:
    """Whether the state is published: it changed, or the last one told grew old."""
    if health.since is None:
        return False
    return (
        health.published is None
        or health.published != health.healthy
        or health.published_at is None
        or now - health.published_at >= timedelta(seconds=at_most_s)
    )


def state_of(
    health: Health, retailer: RetailerId, account: AccountId, carrier: str, now: datetime
) -> Envelope:
    """The message that says so, keyed by retailer and account: a slug is one retailer's only."""
    key = f"{retailer}/{account}"
    body = CarrierAccountState(
        retailer=retailer,
        account=account,
        carrier=carrier,
        healthy=health.healthy,
        since=health.since or now,
        checked_at=health.checked_at or now,
        detail=health.detail,
    )
    return envelope(Service.CARRIER_INGEST, name_of("account_state", body), now, key, body)
