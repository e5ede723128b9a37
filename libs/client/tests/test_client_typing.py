"""What a type checker sees: `make check` fails when a line here is no longer so.

Every `type: ignore` is a mistake that must be found; mypy refuses one that is not needed.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any, assert_type

import pytest
from client_given import Service, answer, shipment, written
from waymark_client import (
    AsyncWaymark,
    Change,
    Event,
    Line,
    Money,
    Order,
    Page,
    RateLimit,
    Shipment,
    Timeline,
    Waymark,
    Written,
)
from waymark_events.messages.orders import OrderEvent, OrderState
from waymark_events.values import Value
from waymark_events.vocabulary import Milestone

LINE = Line(sku="L", title="Lamp", quantity=1)


def test_a_blocking_method_answers() -> None:
    """The answer itself."""
    with Service(answer(written(), 201)).client() as waymark:
        assert_type(waymark, Waymark)
        placed = assert_type(waymark.orders.place("SO-1", lines=[LINE]), Written)
        assert_type(placed.order, OrderState)
        assert_type(waymark.rate_limit, RateLimit | None)


def test_an_async_method_answers_when_awaited() -> None:
    """The same method on the other client."""

    async def placed() -> None:
        async with Service(answer(written(), 201)).async_client() as waymark:
            assert_type(waymark, AsyncWaymark)
            assert_type(await waymark.orders.place("SO-1", lines=[LINE]), Written)

    asyncio.run(placed())


def reads(waymark: Waymark) -> None:
    """Each read has its own type; never run, only checked."""
    assert_type(waymark.orders.get("ord_1", min_version=3), Order)
    assert_type(waymark.orders.by_reference("SO-1"), Order | None)
    assert_type(waymark.orders.list(state="shipped"), Iterator[Order])
    assert_type(waymark.orders.page(), Page[Order])
    assert_type(waymark.shipments.list(milestone=Milestone.LOST), Iterator[Shipment])
    assert_type(waymark.shipments.timeline("shp_1"), Timeline)
    assert_type(waymark.stream(), Iterator[Change])


async def async_reads(waymark: AsyncWaymark) -> None:
    """The same, awaited or iterated."""
    assert_type(await waymark.orders.get("ord_1"), Order)
    assert_type(await waymark.orders.by_reference("SO-1"), Order | None)
    assert_type(waymark.orders.list(), AsyncIterator[Order])
    assert_type(await waymark.shipments.timeline("shp_1"), Timeline)
    assert_type(waymark.stream(), AsyncIterator[Change])


def an_event(event: Event) -> int:
    """The data of an event is told apart by its class."""
    assert_type(event.data, Value | dict[str, Any])
    if isinstance(event.data, OrderEvent):
        return assert_type(event.data.order, OrderState).version
    return 0


def mistakes(waymark: Waymark, other: AsyncWaymark) -> None:
    """What is wrong is found before it is run."""
    waymark.orders.place()  # type: ignore[call-arg]
    waymark.orders.place("SO-1", line=[LINE])  # type: ignore[call-arg]
    waymark.orders.place("SO-1", lines=["Lamp"])  # type: ignore[list-item]
    waymark.parcels.book("ord_1", "1Z…", way="by_drone")  # type: ignore[arg-type]
    waymark.orders.record_refund("ord_1", 12.5)  # type: ignore[arg-type]
    waymark.orders.deliver("ord_1")  # type: ignore[attr-defined]
    Money(amount=39.9, currency="EUR")  # type: ignore[arg-type]
    other.orders.get("ord_1").version  # type: ignore[attr-defined]  # noqa: B018


def test_a_mistake_is_also_found_when_it_is_run() -> None:
    """Before anything is sent."""
    service = Service(answer(shipment(1)))
    with service.client() as waymark:
        with pytest.raises(TypeError, match="line"):
            waymark.orders.place("SO-1", line=[LINE])  # type: ignore[call-arg]
        assert "Place an order" in str(waymark.orders.place.__doc__)
    assert service.asked == []
