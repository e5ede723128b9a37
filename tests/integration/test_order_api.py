"""What a retailer gets for what it sends, on a real database."""

from collections.abc import Iterator
from threading import Thread

import psycopg
import pytest
from integration.order_rig import OTHER, SHOP, UPS, Api, api_on, known_retailer
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


def test_a_contact_of_an_order_is_its_retailers_alone(api: Api, urls: DatabaseUrls) -> None:
    """Row-level security hides contacts and answers from every other retailer's transaction."""
    with psycopg.connect(urls.web) as web:
        api.placed(recipient={"email": "anna@example.com"})
        for retailer, seen in ((SHOP, 1), ("suedwind", 0)):
            web.execute("SELECT set_config('app.retailer', %s, true)", [retailer])
            assert web.execute("SELECT count(*) FROM contact").fetchone() == (seen,)


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
