"""Lists are read page by page, as far as they are looked at."""

import asyncio

from client_given import Service, answer, shipment
from waymark_client import Shipment

PAGES = (
    answer({"items": [shipment(5), shipment(4)], "next": "NA=="}),
    answer({"items": [shipment(3), shipment(2)], "next": "Mg=="}),
    answer({"items": [shipment(1)], "next": None}),
)


def test_a_list_goes_on_over_its_pages() -> None:
    """Each page is asked for by the cursor of the one before, with the same filters."""
    service = Service(*PAGES)

    with service.client() as waymark:
        found = [one.number[-1] for one in waymark.shipments.list(carrier="ups", limit=2)]

    assert found == ["5", "4", "3", "2", "1"]
    assert [str(one.url.params) for one in service.asked] == [
        "carrier=ups&limit=2",
        "carrier=ups&limit=2&cursor=NA%3D%3D",
        "carrier=ups&limit=2&cursor=Mg%3D%3D",
    ]


def test_no_page_is_asked_for_before_it_is_needed() -> None:
    """Who stops at the first item asked once."""
    service = Service(*PAGES)

    with service.client() as waymark:
        newest = next(waymark.shipments.list())

    assert newest.number.endswith("5")
    assert len(service.asked) == 1


def test_the_async_list_is_the_same() -> None:
    """`async for` over all pages."""
    service = Service(*PAGES)

    async def read() -> list[Shipment]:
        async with service.async_client() as waymark:
            return [one async for one in waymark.shipments.list()]

    assert [one.number[-1] for one in asyncio.run(read())] == ["5", "4", "3", "2", "1"]


def test_a_single_page_can_be_had_with_its_cursor() -> None:
    """For who keeps the cursor and goes on tomorrow."""
    service = Service(*PAGES)

    with service.client() as waymark:
        first = waymark.shipments.page(limit=2)
        second = waymark.shipments.page(limit=2, cursor=first.next)

    assert (len(first.items), first.next, second.next) == (2, "NA==", "Mg==")


def test_what_is_not_there_is_none_when_it_is_looked_for() -> None:
    """A number or a reference that nobody heard of is no error."""
    service = Service(answer({"items": [], "next": None}))

    with service.client() as waymark:
        assert waymark.shipments.by_number("1Z…") is None
        assert waymark.orders.by_reference("SO-404") is None
