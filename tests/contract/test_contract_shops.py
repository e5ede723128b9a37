"""The bridge from the shops: what is put into other words, and that its page says so."""

import base64
import hmac
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from shops import shopify, woocommerce
from shops.bridge import is_signed
from shops.goods import CARRIERS, ZONES, Goods, code_of, destination, pieces, spread
from shops.memory import Memory
from waymark_client import Content, Order
from waymark_events.ids import OrderId, RetailerId
from waymark_events.messages.orders import LineState, OrderState
from waymark_events.numbers import carriers
from waymark_events.values import Destination

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "shops.md").read_text()
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def contents(*quantities: tuple[int, int]) -> tuple[Content, ...]:
    return tuple(Content(line_no=no, quantity=quantity) for no, quantity in quantities)


def order(*skus: tuple[str, int]) -> Order:
    state = OrderState(
        retailer=RetailerId("nordlicht"),
        order_id=OrderId("o"),
        reference="SO-1",
        version=1,
        state="placed",
        placed_at=NOW,
        destination=Destination(country="DE", zone="Europe/Berlin"),
        lines=tuple(
            LineState(line_no=no, sku=sku, title="T", quantity=count, open=count)
            for no, (sku, count) in enumerate(skus, 1)
        ),
    )
    return Order(id="ord_1", version=1, updated_at=NOW, order=state)


def test_every_name_leads_to_a_carrier_of_ours() -> None:
    """Names stand as they are compared; what says too little is not guessed."""
    assert set(CARRIERS.values()) <= set(carriers())
    assert all(code_of(name) == code for name, code in CARRIERS.items())
    assert code_of("DHL Express") == "dhl"
    assert code_of("Österreichische Post") == "austrian_post"
    assert code_of("royal-mail") == "royal_mail"
    assert [code_of(name) for name in ("DHL", "Other", "", None)] == [None] * 4


def test_every_region_has_one_zone_that_there_is() -> None:
    """A country with one zone needs none; a region nobody knows leaves it open."""
    assert {zone for zones in ZONES.values() for zone in zones} <= available_timezones()
    for zones in ZONES.values():
        listed = " ".join(zones.values()).split()
        assert len(listed) == len(set(listed))
    assert destination("US", "CA") == destination("US", "WA")
    assert destination("DE", "BE").zone is None  # type: ignore[union-attr]
    assert destination("US", "XX").zone is None  # type: ignore[union-attr]
    assert destination(None, "CA") is None


@pytest.mark.parametrize(
    ("given", "parcels", "expected"),
    [
        (contents((1, 3)), 1, [contents((1, 3))]),
        (contents((1, 3)), 2, [contents((1, 1)), contents((1, 2))]),
        (contents((1, 1), (2, 1)), 2, [contents((1, 1)), contents((2, 1))]),
        (contents((1, 2), (2, 2)), 3, [contents((1, 1)), contents((1, 1)), contents((2, 2))]),
        ((), 2, [None, None]),
        (contents((1, 1)), 0, []),
    ],
)
def test_pieces_are_spread_over_parcels_and_none_is_lost(
    given: tuple[Content, ...], parcels: int, expected: list[tuple[Content, ...] | None]
) -> None:
    """As evenly as they go, in the order of their lines."""
    assert spread(given, parcels) == expected


def test_one_piece_is_never_in_two_parcels() -> None:
    """What cannot be said is left to a person."""
    with pytest.raises(LookupError, match="1 pieces cannot be in 2 parcels"):
        spread(contents((1, 1)), 2)


def test_goods_are_found_by_their_sku_over_several_lines() -> None:
    """Two lines of one SKU are filled one after the other; what is not there is an error."""
    ours = order(("A", 2), ("B", 1), ("A", 2))

    assert pieces(ours, [Goods("A", 3)]) == contents((1, 2), (3, 1))
    assert pieces(ours, [Goods("A", 2), Goods("A", 1)]) == contents((1, 2), (3, 1))
    for wrong in (Goods("A", 5), Goods("C", 1)):
        with pytest.raises(LookupError, match="has no"):
            pieces(ours, [wrong])


def test_a_signature_is_of_the_raw_bytes_and_never_of_no_secret() -> None:
    """The value is what `openssl dgst -sha256 -hmac hush -binary | base64` says of these bytes."""
    right = "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="

    by_nobody = base64.b64encode(hmac.digest(b"", b'{"id":1}', "sha256")).decode()

    assert not is_signed(b'{"id":1}', by_nobody, "")
    assert not is_signed(b'{"id": 1}', right, "hush")
    assert is_signed(b'{"id":1}', right, "hush")


def test_a_fulfilment_is_remembered(tmp_path: Path) -> None:
    """Once for each parcel, also after the bridge was started again."""
    memory = Memory(str(tmp_path / "bridge.sqlite"))
    memory.keep("shopify:1", [1, 2])
    memory.keep("shopify:1", [2])
    memory.close()
    again = Memory(str(tmp_path / "bridge.sqlite"))

    assert (again.parcels("shopify:1"), again.parcels("shopify:2")) == ({1, 2}, set())
    again.close()


def test_the_page_names_every_topic_and_every_file() -> None:
    """What the bridge takes stands in its table, and each link leads somewhere."""
    for topic in (*shopify.TOPICS, *woocommerce.TOPICS):
        assert f"`{topic}`" in PAGE
    for link in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (DOCS / link).exists(), link
    for sample in (DOCS / "examples" / "shops" / "samples").iterdir():
        assert json.loads(sample.read_text())
