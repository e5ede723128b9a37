"""The journeys of the test carrier: what it has said by when, by the booking's instant alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec
from msgspec import Struct
from waymark_events.numbers import journey_of
from waymark_events.ordering import zone_of

from carrier_ingest.domain.plan import Play

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


class Duties(Struct, frozen=True, forbid_unknown_fields=True):
    """What customs wants."""

    amount: str
    currency: str


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something the carrier says at a share of the journey's length; without a code: nothing new.

    `own` is the share at which it happened, if not when it was said, and `days_ago` how many days
    before that. `withdraws` names the code of the scan that it takes back.
    """

    at: float
    code: str | None = None
    own: float | None = None
    days_ago: int = 0
    place: str | None = None
    expected_in_days: int | None = None
    collect_within_days: int | None = None
    duties: Duties | None = None
    neighbour: str | None = None
    withdraws: str | None = None


@cache
def journeys() -> Mapping[str, Sequence[Step]]:
    """All of them, each in the order in which it is played."""
    raw = files("carrier_ingest.domain").joinpath("journeys.toml").read_bytes()
    return msgspec.toml.decode(raw, type=dict[str, list[Step]])


def played(number: str, play: Play, length: timedelta, now: datetime) -> bytes | None:
    """The history so far, as the test carrier writes it; None while there is none."""
    moments = _Moments(play, length)
    so_far = [step for step in _steps(number) if moments.said(step) <= now]
    scans = [_scan(step, so_far, moments) for step in so_far if step.code is not None]
    if not scans:
        return None
    days = [step.expected_in_days for step in so_far if step.expected_in_days is not None]
    history: dict[str, Any] = {"number": number, "scans": scans}
    if days:
        day = moments.day(days[-1])
        history["expected"] = {"day": day, "zone": play.zone, "changed": len(days) > 1}
    return _ENCODER.encode(history)


def next_look(number: str, play: Play, length: timedelta, now: datetime) -> datetime | None:
    """When there is more to say; None when the journey is over."""
    moments = _Moments(play, length)
    return min((at for step in _steps(number) if (at := moments.said(step)) > now), default=None)


class _Moments(Struct, frozen=True):
    """The instants of one play, in the recipient's zone."""

    play: Play
    length: timedelta

    def said(self, step: Step) -> datetime:
        return self.play.begun_at + self.length * step.at

    def happened(self, step: Step) -> str:
        """In whole seconds, as carriers print them; up, for nothing happens before the booking."""
        share = step.at if step.own is None else step.own
        at = self.play.begun_at + self.length * share - timedelta(days=step.days_ago)
        at += timedelta(microseconds=-at.microsecond % 1_000_000)
        return at.astimezone(zone_of(self.play.zone)).isoformat(timespec="seconds")

    def day(self, days: int) -> str:
        local = self.play.begun_at.astimezone(zone_of(self.play.zone)).date()
        return (local + timedelta(days=days)).isoformat()


def _steps(number: str) -> Sequence[Step]:
    return journeys().get(journey_of(number) or "", ())


def _scan(step: Step, so_far: Sequence[Step], moments: _Moments) -> dict[str, Any]:
    scan: dict[str, Any] = {"code": step.code, "at": moments.happened(step)}
    if step.place is not None:
        scan["place"] = step.place
    if step.collect_within_days is not None:
        scan["collect_until"] = moments.day(step.collect_within_days)
    if step.duties is not None:
        scan["duties"] = step.duties
    if step.neighbour is not None:
        scan["neighbour"] = step.neighbour
    for taken in so_far:
        if step.withdraws is not None and taken.code == step.withdraws:
            scan["withdraws"] = {"code": taken.code, "at": moments.happened(taken)}
    return scan
