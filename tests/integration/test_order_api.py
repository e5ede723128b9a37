"""What a retailer gets for what it sends, on a real database."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import psycopg
import pytest
from integration.order_rig import OTHER, UPS, Api, api_on, known_retailer
from kit.databases import Databases
from kit.waiting import eventually
from waymark_tools.stack.databases import DatabaseUrls

pytestmark = pytest.mark.integration


@pytest.fixture
def urls(database: Databases) -> DatabaseUrls:
    return database("order")


@pytest.fixture
def api(urls: DatabaseUrls) -> Iterator[Api]:
    with api_on(urls) as made:
        yield made


def test_an_order_is_placed_booked_and_answered_whole(api: Api) -> None:
    """Each write answers the whole order, its version, and the page to send people to."""
    person = {"name": "Anna Weiß", "email": "anna@example.com", "language": "de"}
    placed = api.placed(recipient=person)
    parcel = {"carrier": "ups", "number": UPS.lower(), "contents": [{"line_no": 1, "quantity": 1}]}
    booked = api.post(f"/v1/orders/{placed['id']}/parcels", parcel)

    assert booked.status_code == 201
    document = booked.json()
    assert (placed["version"], document["version"], booked.headers["etag"]) == (1, 2, '"2"')
    assert document["order"]["lines"][0]["in_parcel"] == 1
    assert document["parcels"][0]["legs"][0]["number"] == UPS
    assert document["shipment"]["id"].startswith("shp_")
    recipient = document["recipients"][0]
    assert recipient["contact"]["email"] == "anna@example.com"
    assert recipient["tracking_url"].startswith("http://shop.test/t/")
    assert recipient == placed["recipients"][0]


def test_a_parcel_is_tracked_in_one_call_and_once(api: Api) -> None:
    """Without a carrier it is detected; without a reference carrier and number are it."""
    first = api.post("/v1/shipments", {"number": UPS, "email": "anna@example.com"})
    again = api.post("/v1/shipments", {"number": f" {UPS.lower()} "})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["order"]["reference"] == f"ups:{UPS}"
    assert first.json()["shipment"] == again.json()["shipment"]
    assert first.json()["shipment"]["tracking_url"]
    assert again.json()["recipients"][0]["contact"]["email"] == "anna@example.com"


def test_an_order_goes_its_way(api: Api) -> None:
    """Confirmed, in work, delayed, a line cancelled, promised, rebooked, cancelled: one path."""
    order = f"/v1/orders/{api.placed()['id']}"
    booking = {"carrier": "ups", "number": "1ZWMK42E0300000017", "promise": {"day": "2026-12-01"}}
    steps: list[tuple[str, object, int]] = [
        ("/confirm", None, 200),
        ("/process", None, 200),
        ("/lines/2/delay", {"until": "2026-12-24"}, 200),
        ("/lines/2/cancel", {}, 200),
        ("/amend", {"destination": {"country": "AT"}}, 200),
        ("/parcels", booking, 201),
        ("/parcels/1/promise", {"working_days": {"least": 2, "most": 3}}, 200),
        ("/parcels/1/rebook", {"carrier": "ups", "number": UPS}, 200),
        ("/refunds", {"amount": {"amount": "5.00", "currency": "EUR"}, "contents": []}, 200),
        ("/parcels/1/cancel", None, 200),
        ("/cancel", None, 200),
    ]
    for path, body, status in steps:
        answer = api.post(order + path, body)
        assert answer.status_code == status, (path, answer.text)

    document = answer.json()
    assert document["order"]["state"] == "cancelled"
    assert len(document["parcels"][0]["legs"]) == 2
    assert document["version"] == 1 + len(steps)


BOOK = "/v1/orders/{order}/parcels"
BAD: list[tuple[str, str, object, int, str]] = [
    ("an unknown carrier", BOOK, {"carrier": "upps", "number": UPS}, 422, "unknown_carrier"),
    (
        "a wrong check digit",
        BOOK,
        {"carrier": "ups", "number": "1ZWMK42E0300000009"},
        422,
        "bad_number",
    ),
    ("no number at all", BOOK, {"carrier": "ups", "number": "?!"}, 422, "bad_number"),
    ("a number of nobody", "/v1/shipments", {"number": "A"}, 422, "undetected_carrier"),
    (
        "more booked than ordered",
        BOOK,
        {"carrier": "ups", "number": UPS, "contents": [{"line_no": 1, "quantity": 3}]},
        409,
        "overbooked",
    ),
    (
        "a negative quantity",
        BOOK,
        {"carrier": "ups", "number": UPS, "contents": [{"line_no": 1, "quantity": -1}]},
        422,
        "invalid",
    ),
    ("a member nobody knows", BOOK, {"numbr": UPS}, 422, "invalid"),
    ("a list", "/v1/orders", [1, 2], 422, "invalid"),
    (
        "an order that is not there",
        "/v1/orders/ord_" + "0" * 32 + "/confirm",
        None,
        404,
        "unknown_order",
    ),
    ("an id that is none", "/v1/orders/17/confirm", None, 404, "unknown_order"),
    ("a second order of a reference", "/v1/orders", {"reference": "SO-1"}, 409, "order_exists"),
    (
        "a country without one zone",
        "/v1/orders",
        {"reference": "SO-2", "destination": {"country": "US"}},
        422,
        "zone_needed",
    ),
    (
        "a day that is none",
        BOOK,
        {"carrier": "ups", "number": UPS, "promise": {"day": "2026-02-30"}},
        422,
        "invalid",
    ),
    (
        "a promise for no parcel",
        "/v1/orders/{order}/parcels/1/promise",
        {"day": "2026-12-01"},
        409,
        "unknown_parcel",
    ),
    (
        "a week instead of a day",
        BOOK,
        {"carrier": "ups", "number": UPS, "promise": {"from": "2026-W10-1", "to": "2026-W10-2"}},
        422,
        "bad_promise",
    ),
    (
        "an instant before calendars",
        "/v1/orders",
        {"reference": "SO-3", "placed_at": "0001-01-01T00:00:00+14:00"},
        422,
        "invalid",
    ),
    ("half a character", "/v1/orders", {"reference": "SO\ud800"}, 422, "invalid"),
    ("a control sign", "/v1/orders", {"reference": "SO\x1f1"}, 422, "invalid"),
    (
        "a zone that is none",
        "/v1/orders",
        {"reference": "SO-4", "recipient": {"zone": "Europe/Bonn"}},
        422,
        "invalid",
    ),
    (
        "a promise backwards",
        BOOK,
        {"carrier": "ups", "number": UPS, "promise": {"from": "2026-12-02", "to": "2026-12-01"}},
        422,
        "bad_promise",
    ),
]


@pytest.mark.parametrize("row", BAD, ids=[row[0] for row in BAD])
def test_bad_input_gets_a_clear_problem(api: Api, row: tuple[Any, ...]) -> None:
    """Status, a stable code, and a sentence; never a traceback; nothing is stored."""
    _, path, body, status, code = row
    order = api.placed()["id"]

    answer = api.post(path.format(order=order), body)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["detail"]
    assert "Traceback" not in answer.text
    assert api.post(f"/v1/orders/{order}/confirm").json()["version"] == 2


def test_a_wrong_check_digit_names_the_format(api: Api) -> None:
    """Whoever mistyped learns what the carrier's numbers look like."""
    problem = api.post("/v1/shipments", {"carrier": "ups", "number": "1ZWMK42E0300000009"}).json()

    assert "UPS" in problem["detail"]
    assert problem["errors"][0]["format"].startswith("ups")
    assert "check digit" in problem["errors"][0]["detail"]


def test_booking_on_a_cancelled_order_is_refused(api: Api) -> None:
    """A cancelled order takes no parcel."""
    order = f"/v1/orders/{api.placed()['id']}"
    api.post(f"{order}/cancel")

    answer = api.post(f"{order}/parcels", {"carrier": "ups", "number": UPS})

    assert (answer.status_code, answer.json()["code"]) == (409, "order_cancelled")


def test_what_is_too_large_or_not_json_is_refused(api: Api) -> None:
    """Two megabytes are cut off; text is not JSON; both are problems."""
    large = api.client.post("/v1/orders", content=b" " * 2_000_000, headers=api.headers())
    text = api.client.post("/v1/orders", content=b"{reference", headers=api.headers())
    bytes_ = api.client.post("/v1/orders", content=b'{"reference": "\xff"}', headers=api.headers())

    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    for answer in (text, bytes_):
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"


def test_keys_and_tenants_are_apart(api: Api, urls: DatabaseUrls) -> None:
    """A wrong key is 401, a missing scope 403, another retailer's order and person 404."""
    placed = api.placed()
    order, person = placed["id"], placed["recipients"][0]["id"]
    stranger = Api(api.client, known_retailer(urls, OTHER, ("orders:write",)))
    reader = Api(api.client, known_retailer(urls, OTHER, ("shipments:read",)))
    wrong = Api(api.client, stranger.key[:-1] + ("1" if stranger.key[-1] != "1" else "2"))

    assert wrong.post(f"/v1/orders/{order}/confirm").status_code == 401
    assert api.client.post(f"/v1/orders/{order}/confirm").status_code == 401
    assert reader.post(f"/v1/orders/{order}/confirm").status_code == 403
    assert stranger.post(f"/v1/orders/{order}/confirm").status_code == 404
    assert stranger.put(f"/v1/recipients/{person}", {"name": "Eve"}).status_code == 404
    assert api.put(f"/v1/recipients/{person}", {"name": "Anna"}).json()["name"] == "Anna"


def test_a_key_does_its_deed_once(api: Api) -> None:
    """A repeat is answered as of then; the same key for something else is an error."""
    body = {"reference": "SO-9", "lines": [{"sku": "A", "title": "A", "quantity": 1}]}
    first = api.post("/v1/orders", body, Idempotency_Key="k-1")
    order = f"/v1/orders/{first.json()['id']}"
    api.post(f"{order}/confirm")

    again = api.post("/v1/orders", body, Idempotency_Key="k-1")
    other = api.post("/v1/orders", body | {"reference": "SO-10"}, Idempotency_Key="k-1")

    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_under_way_is_refused(api: Api, urls: DatabaseUrls) -> None:
    """While the first is being written, a repeat is told to come again."""
    body = {"reference": "SO-9"}
    answers: list[int] = []

    def call() -> None:
        answers.append(api.post("/v1/orders", body, Idempotency_Key="k-1").status_code)

    with psycopg.connect(urls.owner) as holder:
        holder.execute("LOCK TABLE order_events IN EXCLUSIVE MODE")
        first = Thread(target=call)
        first.start()
        eventually(lambda: _waiting(urls) == 1)
        second = api.post("/v1/orders", body, Idempotency_Key="k-1")
        holder.rollback()
        first.join()

    assert (second.status_code, second.json()["code"]) == (409, "idempotency_key_in_flight")
    assert answers == [201]


def test_a_version_that_was_overtaken_is_told(api: Api) -> None:
    """If-Match protects what a caller decided on."""
    order = f"/v1/orders/{api.placed()['id']}"
    api.post(f"{order}/confirm")

    late = api.post(f"{order}/cancel", If_Match='"1"')

    assert (late.status_code, late.json()["code"]) == (412, "version_changed")
    assert api.post(f"{order}/cancel", If_Match='"2"').status_code == 200


def test_commands_at_once_are_all_decided(api: Api) -> None:
    """Eight callers change one order at once: each is decided on what the one before left."""
    order = f"/v1/orders/{api.placed(reference='SO-7')['id']}"
    bodies = [{"carrier": "own", "contents": [{"line_no": 1, "quantity": 1}]} for _ in range(8)]
    answers: list[int] = []
    callers = [
        Thread(target=lambda b=body: answers.append(api.post(f"{order}/parcels", b).status_code))
        for body in bodies
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert sorted(set(answers)) in ([201, 409], [201, 409, 503])
    assert answers.count(201) == 2


def test_the_api_describes_itself(api: Api) -> None:
    """Every write is described, with an example where there is a body to guess."""
    described = api.client.get("/v1/openapi.json").json()

    assert "/v1/orders/{order}/parcels/{parcel_no}/rebook" in described["paths"]
    placing = described["paths"]["/v1/orders"]["post"]["requestBody"]["content"]
    assert placing["application/json"]["example"]["reference"]


def _waiting(urls: DatabaseUrls) -> int:
    with psycopg.connect(urls.owner) as owner:
        row = owner.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    return 0 if row is None else row[0]
