"""What the retailer and the watchman tell in a story."""

from datetime import timedelta
from typing import Any

from faults.fold_carriers import SPANS
from faults.fold_stories import LONG, Lot, Story, Telling
from msgspec.structs import replace
from projection.domain import Fact
from projection_facts import START, STREAM, booking, cancellation, fact, link, promise
from waymark_events.messages import shipments
from waymark_events.values import Money, Services
from waymark_events.vocabulary import Direction, LinkKind, Way

_SOON = timedelta(seconds=30)
_CASH = Services(cash_on_delivery=Money(amount="9.90", currency="EUR"))
_SERVICES = [Services(), Services(age_check=18), Services(identity_check=True), _CASH]


def _booking(story: Story, lot: Lot) -> Fact:
    placed = lot.of([story.at, story.at - _SOON, story.at + _SOON, START])
    more: dict[str, Any] = {
        "direction": lot.of([Direction.OUTBOUND, Direction.OUTBOUND, *Direction]),
        "way": lot.of([Way.HOME, *Way]),
        "services": lot.of(_SERVICES),
    }
    return booking(story.at, placed, lot.of(["1", "2"]), **more)


def _promise(story: Story, lot: Lot) -> Fact:
    due = story.at + lot.of([timedelta(), timedelta(hours=1), timedelta(days=1), LONG[1]])
    return fact(replace(promise(story.at, "2026-03-02", due).body, span=lot.of(SPANS)), story.at)


def _link(story: Story, lot: Lot) -> Fact:
    body = link(story.at, lot.of(list(LinkKind))).body
    assert isinstance(body, shipments.ShipmentLinked)
    back = replace(body, origin=body.successor, successor=body.origin)
    return fact(lot.of([body, back]), story.at)


def _cancellation(story: Story, _: Lot) -> Fact:
    return cancellation(story.at)


def _missed(story: Story, lot: Lot) -> Fact:
    name, at = story.about(shipments.ShipmentPromised, lot), story.at
    body = shipments.ShipmentPromiseMissed(**STREAM, promise_id=name, due=at, zone="UTC")
    return fact(body, at)


def _silent(story: Story, lot: Lot) -> Fact:
    name, at = story.about(shipments.ShipmentScanned, lot), story.at
    return fact(shipments.ShipmentFellSilent(**STREAM, fact_id=name, since=at, due=at), at)


def _never_seen(story: Story, lot: Lot) -> Fact:
    name, at = story.about(shipments.ShipmentBooked, lot), story.at
    body = shipments.ShipmentNeverSeen(**STREAM, booking_id=name, hand_over_by=at, due=at)
    return fact(body, at)


def _expired(story: Story, lot: Lot) -> Fact:
    name, at = story.about(shipments.ShipmentFact, lot), story.at
    return fact(shipments.ShipmentExpired(**STREAM, fact_id=name, due=at), at)


BY_RETAILERS: list[Telling] = [_booking, _booking, _promise, _link, _cancellation]
BY_THE_WATCHMAN: list[Telling] = [_missed, _silent, _never_seen, _expired]
