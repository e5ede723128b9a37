"""The client, its README and the bridge from the shops against the services themselves.

One test for all of them: the system is started once.
"""

from pathlib import Path

import pytest
from integration.client_breaks import goes_on_where_the_stream_broke, loses_no_answer
from integration.client_readme import every_block_prints_what_it_shows
from integration.client_shops import SECRETS, Shops, shops, signature
from integration.client_world import World, world
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from waymark_client import Content, Waymark
from waymark_events.messages.orders import OrderState

pytestmark = pytest.mark.integration


def test_the_client_and_the_bridge_do_what_their_pages_say(
    broker: Broker, database: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The README in turn, broken connections, both shops, and what neither of them signed."""
    with world(broker, database) as made:
        every_block_prints_what_it_shows(made, monkeypatch)
        loses_no_answer(made)
        goes_on_where_the_stream_broke(made)
        with shops(made, tmp_path) as shop:
            shopify(made, shop)
            woocommerce(made, shop)
            refuses_what_the_shop_did_not_sign(made, shop)


def shopify(made: World, shop: Shops) -> None:
    """An order, parcels in part and under several numbers, a corrected number, a refund."""
    with made.client() as waymark:
        for _ in range(2):
            assert "done" in shop.shopify("orders/create", "shopify_order", "e-1")
        shop.shopify("fulfillments/create", "shopify_fulfillment", "e-2")
        shop.shopify("fulfillments/create", "shopify_fulfillment_of_two", "e-3")
        shop.shopify("fulfillments/create", "shopify_fulfillment", "e-2")

        eventually(lambda: numbers_of(waymark, "9300100001") == [["0403"], ["0412"], ["0421"]])
        order = ordered(waymark, "9300100001")
        assert [one.contents for one in order.parcels] == [pieces(1), pieces(1), pieces(2)]
        assert [(line.sku, line.open) for line in order.lines] == [("LAMP-3", 1), ("6100100002", 1)]
        assert (order.state, order.destination.country) == ("confirmed", "DE")

        corrected = {"tracking_numbers": ["1ZK7R24W0310100421", "1ZK7R24W0310100430"]}
        shop.shopify("fulfillments/update", "shopify_fulfillment_of_two", "e-4", **corrected)
        shop.shopify("refunds/create", "shopify_refund", "e-5")
        eventually(lambda: ordered(waymark, "9300100001").lines[1].cancelled)
        order = ordered(waymark, "9300100001")
        assert [[leg.number[-4:] for leg in one.legs] for one in order.parcels] == [
            ["0403"],
            ["0412", "0430"],
            ["0421"],
        ]
        assert [one.amount.amount for one in order.refunds] == ["4.50"]
        assert [line.cancelled for line in order.lines] == [0, 1]

        refused = shop.shopify("orders/cancelled", "shopify_order", "e-6", id=9300100002)
        assert "done" in refused
        cancelled = {"id": 9300100002, "cancelled_at": "2026-03-05T10:00:00+01:00"}
        shop.shopify("orders/cancelled", "shopify_order", "e-7", **cancelled)
        eventually(lambda: ordered(waymark, "9300100002").state == "cancelled")


def woocommerce(made: World, shop: Shops) -> None:
    """An order that waits for its payment, then is paid, sent and partly refunded at once."""
    with made.client() as waymark:
        assert shop.status("/woocommerce", b"webhook_id=7") == 200
        shop.woocommerce("order.created", "woocommerce_order", "d-1")
        eventually(lambda: ordered(waymark, "2101").state == "placed")
        shop.woocommerce("order.updated", "woocommerce_order_sent", "d-2")
        shop.woocommerce("order.updated", "woocommerce_order_sent", "d-3")

        eventually(lambda: ordered(waymark, "2101").refunds)
        order = ordered(waymark, "2101")
        assert (order.state, len(order.refunds)) == ("confirmed", 1)
        assert [(one.legs[0].carrier, one.contents) for one in order.parcels] == [
            ("dhl_parcel_de", pieces(1, 2))
        ]


def refuses_what_the_shop_did_not_sign(made: World, shop: Shops) -> None:
    """No signature, another shop's, that of other bytes: 401; what no repeat can do is 200."""
    with made.client() as waymark:
        body = b'{"id": 666, "created_at": "2026-03-02T10:15:00Z", "currency": "EUR"}'
        right = signature(body, SECRETS["SHOPIFY_SECRET"])
        topic = {"x_shopify_topic": "orders/create", "x_wc_webhook_topic": "order.created"}
        for given in ("", "ü", signature(body, ""), signature(body, SECRETS["WOOCOMMERCE_SECRET"])):
            assert shop.status("/shopify", body, x_shopify_hmac_sha256=given, **topic) == 401
        assert shop.status("/shopify", body + b" ", x_shopify_hmac_sha256=right, **topic) == 401
        assert shop.status("/woocommerce", body, x_wc_webhook_signature=right, **topic) == 401
        assert waymark.orders.by_reference("666") is None

        wrong = {"tracking_number": "1ZK7R24W0310100499", "tracking_numbers": []}
        shop.shopify("orders/create", "shopify_order", "e-8", id=9300100003)
        left = shop.shopify(
            "fulfillments/create", "shopify_fulfillment", "e-9", order_id=9300100003, **wrong
        )
        assert "check digit" in left["left"]


def ordered(waymark: Waymark, reference: str) -> OrderState:
    """An order as it stands."""
    found = waymark.orders.by_reference(reference)
    assert found is not None
    return found.order


def numbers_of(waymark: Waymark, reference: str) -> list[list[str]]:
    """The ends of the numbers of each parcel."""
    parcels = ordered(waymark, reference).parcels
    return [[leg.number[-4:] for leg in one.legs] for one in parcels]


def pieces(line_no: int, quantity: int = 1) -> tuple[Content, ...]:
    """So many of a line."""
    return (Content(line_no=line_no, quantity=quantity),)
