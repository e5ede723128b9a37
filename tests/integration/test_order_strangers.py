"""Every route of the order API, asked by whoever may not: no route forgets to look whose it is."""

from collections.abc import Iterator
from typing import Any

import pytest
from integration.order_rig import OTHER, Api, api_on, known_retailer
from integration.strangers import Probe, is_shut, probes, sees_nothing
from kit.databases import Databases
from waymark_events.ids import public
from waymark_tools.stack.databases import DatabaseUrls

pytestmark = pytest.mark.integration
NOBODY = "0" * 8 + "-0000-5000-8000-" + "0" * 12
NONE = {prefix: public(prefix, NOBODY) for prefix in ("ord", "rcp")}
PIECE = [{"line_no": 1, "quantity": 1}]
NEEDS_MORE = "/v1/orders/{order}/returns"
"""Nothing was delivered that could come back."""


@pytest.fixture
def urls(database: Databases) -> DatabaseUrls:
    return database("order")


@pytest.fixture
def api(urls: DatabaseUrls) -> Iterator[Api]:
    with api_on(urls) as made:
        yield made


def described(api: Api) -> dict[str, Any]:
    document: dict[str, Any] = api.client.get("/v1/openapi.json").json()
    return document


def known(api: Api, reference: str = "SO-1001", *, booked: bool = True) -> dict[str, str]:
    """An order with a parcel, if it is to be booked, and a person, by the prefixes of their ids."""
    placed = api.placed(reference, recipient={"name": "Anna", "email": "anna@example.com"})
    if booked:
        api.post(f"/v1/orders/{placed['id']}/parcels", {"carrier": "own", "contents": PIECE})
    return {"ord": placed["id"], "rcp": placed["recipients"][0]["id"]}


def test_another_retailers_ids_are_answered_like_none(api: Api, urls: DatabaseUrls) -> None:
    """On every route, like an id that was never given; and nothing of the owner's changes.

    What two retailers name alike are two orders: the examples name this one's, by its reference.
    """
    ids = known(api)
    stranger = known_retailer(urls, OTHER, ("orders:write",))

    sees_nothing(api.client, stranger, described(api), ids, NONE)

    own = api.post(f"/v1/orders/{ids['ord']}/confirm").json()
    assert own["version"] == 3
    assert own["recipients"][0]["contact"]["name"] == "Anna"


def test_every_route_wants_a_valid_key(api: Api, urls: DatabaseUrls) -> None:
    """Without a key, with a wrong one, and with one that may only read: 401, 401, 403."""
    reader = known_retailer(urls, OTHER, ("shipments:read",))

    is_shut(api.client, described(api), known(api), reader)


def test_every_post_is_done_once_by_its_key(api: Api) -> None:
    """Repeated with its Idempotency-Key it is answered as then; for other bytes it is an error."""
    for number, route in enumerate(probes(described(api), NONE)):
        if not takes_a_key(api, route) or route.pattern == NEEDS_MORE:
            continue
        ids = known(api, f"SO-{number}0", booked="{parcel_no}" in route.pattern)
        (probe,) = (one for one in probes(described(api), ids) if one.pattern == route.pattern)
        keyed = api.headers(Content_Type="application/json", Idempotency_Key=f"key-{number}")

        first, again, other = (
            api.client.post(probe.path, content=content, headers=keyed)
            for content in (probe.body, probe.body, (probe.body or b"") + b" ")
        )

        assert first.status_code in (200, 201), (probe.pattern, first.text)
        assert (again.status_code, again.json()) == (first.status_code, first.json()), probe
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused"), probe


def takes_a_key(api: Api, probe: Probe) -> bool:
    operation = described(api)["paths"][probe.pattern][probe.method.lower()]
    return any(one["name"] == "idempotency-key" for one in operation["parameters"])
