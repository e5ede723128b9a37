"""Every route of the order API, asked by whoever may not: no route forgets to look whose it is."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from integration.order_rig import OTHER, UPS, Api, api_on, known_retailer
from kit.databases import Databases
from waymark_events.ids import public
from waymark_tools.stack.databases import DatabaseUrls

pytestmark = pytest.mark.integration
ORDER = "/v1/orders/{order}"
MONEY = {"amount": "5.00", "currency": "EUR"}
PIECE = [{"line_no": 1, "quantity": 1}]
BODIES: dict[str, Any] = {
    "/v1/orders": {"reference": "SO-1"},
    "/v1/shipments": {"carrier": "ups", "number": UPS, "reference": "SO-1"},
    f"{ORDER}/confirm": None,
    f"{ORDER}/process": None,
    f"{ORDER}/amend": {"destination": {"country": "AT"}},
    f"{ORDER}/cancel": None,
    f"{ORDER}/lines/{{line_no}}/delay": {"until": "2026-12-24"},
    f"{ORDER}/lines/{{line_no}}/cancel": {},
    f"{ORDER}/returns": {"contents": PIECE},
    f"{ORDER}/refunds": {"amount": MONEY},
    f"{ORDER}/parcels": {"carrier": "ups", "number": UPS},
    f"{ORDER}/parcels/{{parcel_no}}/rebook": {"carrier": "own"},
    f"{ORDER}/parcels/{{parcel_no}}/promise": {"day": "2026-12-01"},
    f"{ORDER}/parcels/{{parcel_no}}/cancel": None,
    "/v1/recipients/{recipient}": {"name": "Eve"},
}
"""A body for every route that its owner could send; a route that is missing here fails."""
OF_EVERYONE = {"/v1/orders", "/v1/shipments"}


@pytest.fixture
def urls(database: Databases) -> DatabaseUrls:
    return database("order")


@pytest.fixture
def api(urls: DatabaseUrls) -> Iterator[Api]:
    with api_on(urls) as made:
        yield made


def routes(api: Api) -> list[tuple[str, str]]:
    """Method and pattern of every write, by the API's own description."""
    described = api.client.get("/v1/openapi.json").json()["paths"]
    found = [(method, path) for path, methods in described.items() for method in methods]
    assert {path for _, path in found} == set(BODIES)
    return found


def known(api: Api) -> dict[str, Any]:
    """An order with a parcel and a person, and what the routes call them."""
    placed = api.placed(recipient={"name": "Anna", "email": "anna@example.com"})
    api.post(f"/v1/orders/{placed['id']}/parcels", {"carrier": "own", "contents": PIECE})
    names = {"order": placed["id"], "recipient": placed["recipients"][0]["id"]}
    return names | {"line_no": 1, "parcel_no": 1}


def ask(api: Api, method: str, path: str, names: dict[str, Any], body: object) -> Any:
    filled = path.format(**names)
    return api.put(filled, body) if method == "put" else api.post(filled, body)


def test_another_retailers_ids_are_answered_like_none(api: Api, urls: DatabaseUrls) -> None:
    """On every route, byte for byte like an id that was never given; and nothing changes."""
    names = known(api)
    stranger = Api(api.client, known_retailer(urls, OTHER, ("orders:write",)))
    nobody = "0" * 8 + "-0000-5000-8000-" + "0" * 12
    none = names | {"order": public("ord", nobody), "recipient": public("rcp", nobody)}

    for method, path in routes(api):
        if path not in OF_EVERYONE:
            answer = ask(stranger, method, path, names, BODIES[path])
            assert answer.status_code == 404, path
            assert answer.content == ask(stranger, method, path, none, BODIES[path]).content, path

    own = api.post(f"/v1/orders/{names['order']}/confirm").json()
    assert own["version"] == 3
    assert own["recipients"][0]["contact"]["name"] == "Anna"


def test_the_same_reference_is_each_retailers_own(api: Api, urls: DatabaseUrls) -> None:
    """What two retailers name alike are two orders; nothing of the one is in the other."""
    names = known(api)
    stranger = Api(api.client, known_retailer(urls, OTHER, ("orders:write",)))

    answers = [stranger.post(path, BODIES[path]) for path in sorted(OF_EVERYONE)]

    assert [answer.status_code for answer in answers] == [201, 201]
    for answer in answers:
        assert answer.json()["id"] != names["order"]
        assert "anna" not in answer.text
        assert names["recipient"] not in answer.text


def test_every_route_wants_a_valid_key(api: Api, urls: DatabaseUrls) -> None:
    """Without a key, with a wrong one, and with one that may only read: 401, 401, 403."""
    names = known(api)
    reader = Api(api.client, known_retailer(urls, OTHER, ("shipments:read",)))
    wrong = Api(api.client, reader.key[:-1] + ("1" if reader.key[-1] != "1" else "2"))
    refused = set()

    for number, (method, path) in enumerate(routes(api)):
        caller = wrong if number % 2 else Api(api.client, "none")
        answer = ask(caller, method, path, names, BODIES[path])
        refused.add((answer.status_code, answer.content))
        assert answer.headers["www-authenticate"] == "Bearer", path
        assert ask(reader, method, path, names, BODIES[path]).status_code == 403, path

    assert len(refused) == 1
    assert refused.pop()[0] == 401


def test_every_post_is_done_once_by_its_key(api: Api) -> None:
    """Repeated with its Idempotency-Key it is answered as then; for other bytes it is an error."""
    for number, (method, path) in enumerate(routes(api)):
        if method == "put" or path.endswith("/returns"):  # nothing was delivered that could return
            continue
        order = api.placed(f"SO-{number}0")["id"]
        if "/parcels/" in path:
            api.post(f"/v1/orders/{order}/parcels", {"carrier": "own", "contents": PIECE})
        filled = path.format(order=order, line_no=1, parcel_no=1)
        named = {"reference": f"SO-{number}1"} if path in OF_EVERYONE else {}
        body = None if BODIES[path] is None else BODIES[path] | named
        said = b"" if body is None else json.dumps(body).encode()
        keyed = api.headers(Content_Type="application/json", Idempotency_Key=f"key-{number}")

        first, again, other = (
            api.client.post(filled, content=content, headers=keyed)
            for content in (said, said, said + b" ")
        )

        assert first.status_code in (200, 201), (path, first.text)
        assert (again.status_code, again.json()) == (first.status_code, first.json()), path
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused"), path
