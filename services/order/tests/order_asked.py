"""Commands by topic as a retailer writes them, and who asks."""

import json
from datetime import UTC, datetime

from order.app.calls import Call
from order.app.drafting import Draft
from order.app.intake import Refusal
from order.inbox.reading import Command, NoCommand, read
from order.requests.asking import Asking
from order_given import NOW, SHOP
from waymark_events.messages.retailers import RetailerSet
from waymark_runtime.faults import Denied
from waymark_runtime.records import Arrived

UPS = "1ZWMK42E0300000008"
UPS_AGAIN = "1ZWMK42E0300000017"
LINES = [{"sku": "LAMP", "title": "Lamp", "quantity": 2}]
ORDERS = f"retailer.{SHOP}.orders.v1"
CONTACTS = f"retailer.{SHOP}.contacts.v1"


def asking() -> Asking:
    shop = RetailerSet(retailer=SHOP, version=1, name="Nordlicht", carriers=("ups",), topics=True)
    return Asking(call=Call(retailer=SHOP, now=NOW), retailer=shop, link_kid="k1")


def record(
    kind: str | None = "order.place.v1",
    body: object = None,
    *,
    key: str | None = "SO-1",
    name: str | None = "c-1",
    topic: str = ORDERS,
    value: bytes | None = b"",
) -> Arrived:
    """A record with these attributes; `value` as it is, or else `body` as JSON."""
    headers = {"ce_id": name, "ce_type": kind}
    return Arrived(
        topic,
        0,
        0,
        datetime(2026, 3, 2, tzinfo=UTC),
        None if key is None else key.encode(),
        json.dumps(body).encode() if value == b"" else value,
        tuple((name, text.encode()) for name, text in headers.items() if text is not None),
    )


def understood(given: Arrived) -> Command:
    """The command of a record that is answered."""
    found = read(asking(), given)
    assert not isinstance(found, NoCommand), found
    return found


def refusal(given: Arrived, draft: Draft | None = None) -> Refusal:
    """How a command is refused, on what a draft left."""
    command = understood(given)
    try:
        done = command.wished.wish(draft or empty())
    except Denied as no:
        return command.explain(no)
    raise AssertionError(f"it was done: {done}")


def empty() -> Draft:
    return Draft(asking().call, {}, {}, {})
