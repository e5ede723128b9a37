"""WooCommerce's webhooks: each brings the whole order, and Waymark's is brought to it."""

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Struct, field
from shops.goods import destination, unless
from shops.telling import Teller
from waymark_client import Line, Money, Order, Person

SHIPMENTS = "_wc_shipment_tracking_items"
"""Where the extension Shipment Tracking keeps numbers; WooCommerce itself has none."""
NO_ORDER = frozenset({"checkout-draft", "auto-draft", "draft", "trash", "failed"})
PAID = frozenset({"processing", "completed"})


class Address(Struct):
    """Where it goes, or who pays; what is not known is empty."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    postcode: str = ""
    country: str = ""
    state: str = ""


class Item(Struct):
    """A line of an order. Its price is a binary number in their JSON, and left out."""

    name: str
    quantity: int
    sku: str = ""
    product_id: int = 0


class Meta(Struct):
    """What an extension added."""

    key: str
    value: Any = None


class Shipment(Struct):
    """A number of the extension Shipment Tracking."""

    tracking_number: str
    tracking_provider: str = ""
    custom_tracking_provider: str = ""


class Refund(Struct):
    """A refund; `total` is negative."""

    id: int
    total: str


class ShopOrder(Struct):
    """The body of `order.created` and `order.updated`."""

    number: str
    status: str
    currency: str
    created: datetime = field(name="date_created_gmt")
    customer_id: int = 0
    billing: Address = field(default_factory=Address)
    shipping: Address = field(default_factory=Address)
    line_items: tuple[Item, ...] = ()
    refunds: tuple[Refund, ...] = ()
    meta_data: tuple[Meta, ...] = ()


async def on_order(teller: Teller, body: bytes) -> None:
    """The order as it is, its numbers and its refunds; what is known of them stays."""
    said = msgspec.json.decode(body, type=ShopOrder)
    if said.status in NO_ORDER:
        return
    order = await _placed(teller, said)
    if said.status == "cancelled":
        await teller.waymark.orders.cancel(order, idempotency_key=teller.key("cancel"))
        return
    if said.status in PAID:
        with unless(frozenset({"order_cancelled"})):
            await teller.waymark.orders.confirm(order, idempotency_key=teller.key("confirm"))
    shipments = [
        one for meta in said.meta_data if meta.key == SHIPMENTS for one in _shipments(meta)
    ]
    if shipments or said.refunds:
        known = await teller.order(said.number)
        await _sent(teller, known, shipments)
        await _refunded(teller, known, said)


async def _placed(teller: Teller, said: ShopOrder) -> str:
    to = said.shipping if said.shipping.country else said.billing
    return await teller.placed(
        said.number,
        lines=[_line(no, item) for no, item in enumerate(said.line_items, 1)],
        buyer=Person(
            reference=f"woocommerce:{said.customer_id}" if said.customer_id else None,
            name=f"{to.first_name} {to.last_name}".strip() or None,
            email=said.billing.email or None,
            phone=to.phone or said.billing.phone or None,
            postcode=to.postcode or None,
            country=to.country or None,
        ),
        to=destination(to.country, to.state),
        placed_at=said.created.replace(tzinfo=UTC),
    )


async def _sent(teller: Teller, order: Order, shipments: list[Shipment]) -> None:
    """Numbers that are new take what is open: the extension does not say what is in them."""
    for one in shipments:
        company = one.tracking_provider or one.custom_tracking_provider
        named = f"woo:{order.id}:{one.tracking_number}"
        await teller.sent(order, named, [one.tracking_number], company, ())


async def _refunded(teller: Teller, order: Order, said: ShopOrder) -> None:
    """Their list of refunds only grows: what it has more than ours is new."""
    new = sorted(said.refunds, key=lambda one: one.id)[len(order.order.refunds) :]
    for one in new:
        amount = Money(amount=one.total.lstrip("-"), currency=said.currency)
        key = f"woo:{said.number}:refund:{one.id}"
        await teller.waymark.orders.record_refund(
            order.id, amount, contents=(), idempotency_key=key
        )


def _shipments(meta: Meta) -> list[Shipment]:
    """PHP writes a list with a gap, as one is left by a deleted number, as an object."""
    kept = list(meta.value.values()) if isinstance(meta.value, dict) else meta.value
    return msgspec.convert(kept, list[Shipment])


def _line(no: int, item: Item) -> Line:
    sku = item.sku or str(item.product_id)
    return Line(line_no=no, sku=sku, title=item.name, quantity=item.quantity)


TOPICS = MappingProxyType({"order.created": on_order, "order.updated": on_order})
