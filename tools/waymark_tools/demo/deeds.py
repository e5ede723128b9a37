"""What each kind of step does: to the shop, or in a carrier's name."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from waymark_tools.demo import story
from waymark_tools.demo.carriers import dhl, ups
from waymark_tools.demo.guests.by_topic import TopicShop
from waymark_tools.demo.observer import Observer
from waymark_tools.demo.pushing import UpsPushes
from waymark_tools.demo.shop import Shop
from waymark_tools.demo.story import Deed, Story


class UnexpectedError(Exception):
    """Something answered otherwise than the day's file says."""


class Actors(Struct, frozen=True):
    """Who acts in the day, and who looks at what comes of it.

    `shops` and `pushes` by the kind of shop: each has an account of its own with UPS.
    """

    shops: Mapping[str, Shop | TopicShop]
    ups: ups.Ups
    dhl: dhl.Dhl
    pushes: Mapping[str, UpsPushes]
    observer: Observer


def do(actors: Actors, tale: Story, deed: Deed) -> None:
    """Do one step; ShopError or UnexpectedError says what went otherwise."""
    match deed:
        case story.Place():
            actors.shops[tale.shop].place(tale, deed.days_ago)
        case story.Confirm():
            actors.shops[tale.shop].does(tale, "confirm")
        case story.Book():
            actors.shops[tale.shop].book(tale, deed)
        case story.Mistype():
            _mistype(actors, tale, deed)
        case story.CancelLine():
            actors.shops[tale.shop].does(tale, f"lines/{deed.line}/cancel")
        case story.Receive():
            actors.shops[tale.shop].receive(tale, deed.contents)
        case story.Ups() | story.Duty() | story.Dhl() | story.Up():
            _carrier(actors, tale, deed)


def _carrier(
    actors: Actors, tale: Story, deed: story.Ups | story.Duty | story.Dhl | story.Up
) -> None:
    number = tale.numbers[deed.of]
    match deed:
        case story.Ups():
            _ups(actors, tale, deed)
        case story.Duty():
            actors.ups.wants(number, deed.amount, paid=deed.paid)
        case story.Dhl():
            actors.dhl.knows(_event(number, deed))
        case story.Up():
            _up(actors)


def _mistype(actors: Actors, tale: Story, deed: story.Mistype) -> None:
    said = actors.shops[tale.shop].book_mistyped(tale, deed.typed)
    if f"{deed.right_digit} would be right" not in said:
        raise UnexpectedError(
            f"{deed.typed}: the refusal names not {deed.right_digit} as right: {said!r}"
        )


def _ups(actors: Actors, tale: Story, deed: story.Ups) -> None:
    now = datetime.now(UTC)
    days = deed.planned_in_days
    scan = ups.Scan(
        number=tale.numbers[deed.of],
        code=deed.code,
        text=deed.text,
        city=deed.city,
        country=deed.country,
        at=now - timedelta(minutes=deed.minutes_ago),
        planned=None if days is None else now + timedelta(days=days),
    )
    actors.ups.knows(scan)
    if deed.heard == "push":
        actors.pushes[tale.shop].push(scan)


def _event(number: str, deed: story.Dhl) -> dhl.Event:
    return dhl.Event(
        number=number,
        code=deed.code,
        text=deed.text,
        city=deed.city,
        at=datetime.now(UTC) - timedelta(minutes=deed.minutes_ago),
        back=deed.back,
        then_down=deed.then_down,
    )


def _up(actors: Actors) -> None:
    """End the outage, after seeing that nobody was called silent for it."""
    silent = _silent(actors.observer)
    was_down = actors.dhl.is_down
    actors.dhl.up()
    if not was_down:
        raise UnexpectedError("DHL was to be down, but was never asked about the overdue parcel")
    if silent:
        raise UnexpectedError(f"called silent while DHL was down: {', '.join(silent)}")


def _silent(observer: Observer) -> list[str]:
    return [
        leg["number"]
        for order in observer.orders.values()
        for parcel in order["parcels"]
        for leg in parcel["legs"]
        if "silent" in leg["status"].get("flags", ())
    ]
