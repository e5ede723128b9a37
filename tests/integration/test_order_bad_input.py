"""What bad input gets: a clear problem, never a traceback, and nothing stored."""

from collections.abc import Iterator

import pytest
from integration.order_rig import UPS, Api, api_on
from kit.databases import Databases

pytestmark = pytest.mark.integration


@pytest.fixture
def api(database: Databases) -> Iterator[Api]:
    with api_on(database("order")) as made:
        yield made


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
        "a mistyped number without its carrier",
        "/v1/shipments",
        {"number": "1ZWMK42E0300000009"},
        422,
        "undetected_carrier",
    ),
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
        "a control sign in an address",
        "/v1/orders",
        {"reference": "SO-4", "recipient": {"email": "anna\0@example.com"}},
        422,
        "invalid",
    ),
    (
        "a control sign in a postcode",
        "/v1/orders",
        {"reference": "SO-4", "recipient": {"postcode": "10\r\n115"}},
        422,
        "invalid",
    ),
    (
        "a negative quantity in an order",
        "/v1/orders",
        {"reference": "SO-4", "lines": [{"sku": "A", "title": "A", "quantity": -1}]},
        422,
        "invalid",
    ),
    (
        "a negative quantity cancelled",
        "/v1/orders/{order}/lines/1/cancel",
        {"quantity": -1},
        422,
        "invalid",
    ),
    (
        "more cancelled than ordered",
        "/v1/orders/{order}/lines/1/cancel",
        {"quantity": 3},
        409,
        "not_open",
    ),
    (
        "an unknown carrier to track",
        "/v1/shipments",
        {"carrier": "upps", "number": UPS},
        422,
        "unknown_carrier",
    ),
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


def test_bad_input_gets_a_clear_problem(api: Api) -> None:
    """Status, a stable code, and a sentence; never a traceback; nothing is stored."""
    order = api.placed()["id"]

    for what, path, body, status, code in BAD:
        answer = api.post(path.format(order=order), body)

        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (status, code), (what, answer.text)
        assert answer.headers["content-type"] == "application/problem+json", what
        assert problem["detail"], what
        assert "Traceback" not in answer.text, what
    assert api.post(f"/v1/orders/{order}/confirm").json()["version"] == 2


@pytest.mark.parametrize("said", [{"carrier": "ups"}, {}])
def test_a_wrong_check_digit_names_the_format(api: Api, said: dict[str, str]) -> None:
    """Whoever mistyped learns which carrier's number it would be and with which digit."""
    problem = api.post("/v1/shipments", said | {"number": "1ZWMK42E0300000009"}).json()

    assert "UPS" in problem["detail"]
    assert problem["errors"][0]["format"].startswith("ups")
    assert "check digit" in problem["errors"][0]["detail"]
    assert "8" in problem["errors"][0]["detail"]


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
    deep = api.client.post("/v1/orders", content=b"[" * 200_000, headers=api.headers())

    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    for answer in (text, bytes_, deep):
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"
