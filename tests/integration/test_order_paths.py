"""What a path names within an order has to be there, as the order itself has."""

from collections.abc import Iterator

import pytest
from integration.order_rig import UPS, Api, api_on
from kit.databases import Databases

pytestmark = pytest.mark.integration


@pytest.fixture
def api(database: Databases) -> Iterator[Api]:
    with api_on(database("order")) as made:
        yield made


def test_what_a_path_names_and_is_not_there_is_404(api: Api) -> None:
    """A line or parcel the order does not have, before all else; named in a body it is refused."""
    order = f"/v1/orders/{api.placed()['id']}"
    parcel = {"carrier": "ups", "number": UPS}
    lost = [{"line_no": 9, "quantity": 1}]
    asked: list[tuple[str, object, int, str]] = [
        ("/lines/9/delay", {"until": "2026-12-24"}, 404, "unknown_line"),
        ("/lines/0/cancel", {}, 404, "unknown_line"),
        ("/parcels/1/promise", {"day": "2026-12-01"}, 404, "unknown_parcel"),
        ("/parcels/1/rebook", {"carrier": "upps", "number": UPS}, 404, "unknown_parcel"),
        ("/parcels/1/cancel", None, 404, "unknown_parcel"),
        ("/parcels", parcel | {"contents": lost}, 409, "unknown_line"),
        ("/parcels", parcel | {"replaces": 1}, 409, "unknown_parcel"),
    ]

    for path, body, status, code in asked:
        answer = api.post(order + path, body)

        assert (answer.status_code, answer.json()["code"]) == (status, code), path
        assert answer.headers["content-type"] == "application/problem+json"
    assert api.post(f"{order}/confirm").json()["version"] == 2
