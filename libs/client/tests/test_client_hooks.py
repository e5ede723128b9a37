"""Webhooks and their events by the API: read to the end and no further, secrets never shown."""

from typing import Any

import msgspec
import pytest
from client_given import Service, answer
from waymark_client import UnreadableError
from waymark_events.messages.orders import OrderPlaced

ORDER = {
    "retailer": "nordlicht",
    "order_id": "0b3d9f0e-0000-5000-8000-000000000001",
    "reference": "SO-1",
    "version": 1,
    "state": "placed",
    "placed_at": "2026-03-12T09:00:00Z",
    "destination": {"country": "DE", "zone": "Europe/Berlin"},
}


def event(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "type": "order.placed.v1",
        "timestamp": "2026-03-12T09:00:00Z",
        "subject": "ord_0b3d9f0e000050008000000000000001",
        "sequence": 1,
        "data": {"order": ORDER, "at": "2026-03-12T09:00:00Z"},
    } | more


def test_events_are_read_up_to_now() -> None:
    """The service always says where to go on; an empty page is the end."""
    service = Service(
        answer({"items": [event("e-1"), event("e-2")], "next": "bjI"}),
        answer({"items": [], "next": "bjI"}),
    )

    with service.client() as waymark:
        found = list(waymark.events.list(types=["order.*", "notification.*"], limit=2))

    assert [one.id for one in found] == ["e-1", "e-2"]
    assert isinstance(found[0].data, OrderPlaced)
    assert [str(one.url.params) for one in service.asked] == [
        "limit=2&type=order.%2A&type=notification.%2A",
        "limit=2&type=order.%2A&type=notification.%2A&after=bjI",
    ]


def test_a_page_of_events_keeps_its_place_for_tomorrow() -> None:
    """Also when there was nothing new."""
    service = Service(answer({"items": [], "next": "bjI"}))

    with service.client() as waymark:
        page = waymark.events.page(after="bjI")

    assert (page.items, page.next) == ((), "bjI")


def test_an_endpoint_never_shows_its_secret_by_itself() -> None:
    """It is read where it is wanted, and not from a log."""
    made = {
        "id": "whk_1",
        "url": "https://shop.example/waymark",
        "state": "enabled",
        "since": "2026-03-12T09:00:00Z",
        "made_at": "2026-03-12T09:00:00Z",
        "secret": "whsec_aHVzaA==",
    }
    service = Service(answer(made, 201), answer(made))

    with service.client() as waymark:
        endpoint = waymark.endpoints.create("https://shop.example/waymark", types=["order.*"])
        waymark.endpoints.change("whk_1", types=[], state="enabled")

    assert endpoint.secret == "whsec_aHVzaA=="
    assert "whsec" not in repr(endpoint)
    assert service.asked[0].headers["idempotency-key"]
    assert "idempotency-key" not in service.asked[1].headers
    assert msgspec.json.decode(service.asked[1].content) == {"types": [], "state": "enabled"}


def test_an_event_of_a_list_that_is_none_says_so() -> None:
    """As a webhook would."""
    service = Service(answer({"items": [{"id": "e-1"}], "next": "bjI"}))

    with service.client() as waymark, pytest.raises(UnreadableError):
        waymark.events.page()
