"""Shopify's webhooks: the fields that Waymark needs, and what each topic says to it."""

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType

import msgspec
from msgspec import Struct
from shops.goods import Goods, destination, pieces, unless
from shops.telling import Teller
from waymark_client import Content, Line, Money, Order, Person

PAID = frozenset({"authorized", "paid", "partially_paid", "partially_refunded"})


class Address(Struct):
    """Where it goes."""

    name: str | None = None
    phone: str | None = None
    zip: str | None = None
    country_code: str | None = None
    province_code: str | None = None


class Customer(Struct):
    """Who bought."""

    id: int


class Item(Struct):
    """A line of an order, or of a fulfilment, where `quantity` is what is sent."""

    title: str
    quantity: int
    price: str = "0.00"
    sku: str | None = None
    variant_id: int | None = None

    def goods(self, quantity: int | None = None) -> Goods:
        """These pieces, or so many of them, by what our line is called."""
        return Goods(self.sku or str(self.variant_id or self.title), quantity or self.quantity)


class ShopOrder(Struct):
    """The body of `orders/…`."""

    id: int
    created_at: datetime
    currency: str
    line_items: tuple[Item, ...] = ()
    financial_status: str | None = None
    cancelled_at: datetime | None = None
    email: str | None = None
    phone: str | None = None
    customer_locale: str | None = None
    customer: Customer | None = None
    shipping_address: Address | None = None


class Fulfilment(Struct):
    """The body of `fulfillments/…`."""

    id: int
    order_id: int
    status: str = "success"
    tracking_company: str | None = None
    tracking_number: str | None = None
    tracking_numbers: tuple[str, ...] = ()
    line_items: tuple[Item, ...] = ()


class RefundItem(Struct):
    """So many pieces of a line, and whether they come back."""

    quantity: int
    line_item: Item
    restock_type: str = "no_restock"


class Transaction(Struct):
    """Money that went."""

    amount: str
    currency: str
    kind: str = "refund"
    status: str = "success"


class ShopRefund(Struct):
    """The body of `refunds/create`."""

    id: int
    order_id: int
    refund_line_items: tuple[RefundItem, ...] = ()
    transactions: tuple[Transaction, ...] = ()


async def on_order(teller: Teller, body: bytes) -> None:
    """`orders/create`, `orders/updated`: the order as it is; confirmed once it is paid."""
    said = msgspec.json.decode(body, type=ShopOrder)
    to = said.shipping_address or Address()
    order = await teller.placed(
        str(said.id),
        lines=[_line(no, item, said.currency) for no, item in enumerate(said.line_items, 1)],
        buyer=Person(
            reference=None if said.customer is None else f"shopify:{said.customer.id}",
            name=to.name,
            email=said.email,
            phone=said.phone or to.phone,
            language=said.customer_locale,
            postcode=to.zip,
            country=to.country_code,
        ),
        to=destination(to.country_code, to.province_code),
        placed_at=said.created_at,
    )
    if said.cancelled_at is not None:
        await teller.waymark.orders.cancel(order, idempotency_key=teller.key("cancel"))
    elif said.financial_status in PAID:
        with unless(frozenset({"order_cancelled"})):
            await teller.waymark.orders.confirm(order, idempotency_key=teller.key("confirm"))


async def on_fulfilment(teller: Teller, body: bytes) -> None:
    """`fulfillments/create`, `fulfillments/update`: a parcel for each number, or none any more."""
    said = msgspec.json.decode(body, type=Fulfilment)
    order = await teller.order(str(said.order_id))
    given = said.tracking_numbers or ((said.tracking_number,) if said.tracking_number else ())
    if said.status in {"cancelled", "error", "failure"}:
        await teller.taken_back(order, given)
    elif said.status == "success":
        contents = pieces(order, [one.goods() for one in said.line_items])
        named = f"shopify:{said.id}"
        await teller.sent(order, named, given, said.tracking_company, contents)


async def on_refund(teller: Teller, body: bytes) -> None:
    """`refunds/create`: the money, then the pieces that will not go or are back."""
    said = msgspec.json.decode(body, type=ShopRefund)
    order = await teller.order(str(said.order_id))
    goods = [one.line_item.goods(one.quantity) for one in said.refund_line_items]
    for no, paid in enumerate(said.transactions):
        if (paid.kind, paid.status) == ("refund", "success"):
            await teller.waymark.orders.record_refund(
                order.id,
                Money(amount=paid.amount, currency=paid.currency),
                contents=() if no else pieces(order, goods),
                idempotency_key=teller.key(f"refund:{no}"),
            )
    for no, (one, item) in enumerate(zip(goods, said.refund_line_items, strict=True)):
        await _restocked(teller, order, item.restock_type, pieces(order, [one]), no)


def _line(no: int, item: Item, currency: str) -> Line:
    price = Money(amount=item.price, currency=currency)
    return Line(
        line_no=no, sku=item.goods().sku, title=item.title, quantity=item.quantity, price=price
    )


async def _restocked(
    teller: Teller, order: Order, how: str, contents: Sequence[Content], no: int
) -> None:
    orders = teller.waymark.orders
    if how == "return":
        key = teller.key(f"return:{no}")
        await orders.record_return(order.id, contents, idempotency_key=key)
    elif how == "cancel":
        for one in contents:
            key = teller.key(f"cancel:{no}:{one.line_no}")
            await orders.cancel_line(
                order.id, one.line_no, quantity=one.quantity, idempotency_key=key
            )


TOPICS = MappingProxyType(
    {
        "orders/create": on_order,
        "orders/updated": on_order,
        "orders/cancelled": on_order,
        "fulfillments/create": on_fulfilment,
        "fulfillments/update": on_fulfilment,
        "refunds/create": on_refund,
    }
)
