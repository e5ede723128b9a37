"""A call of every method of the client, with everything that can be said in it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from waymark_client.api import (
    deciding,
    endpoints,
    events,
    messages,
    orders,
    parcels,
    recipients,
    shipments,
)
from waymark_client.bodies import (
    Content,
    Destination,
    InWorkingDays,
    Line,
    Money,
    NewOrder,
    NewShipment,
    OnDay,
    Person,
    Services,
    Within,
)
from waymark_client.calls import Call
from waymark_events.vocabulary import Direction, Flag, Milestone, Way

ORDER: Final = "ord_31d4ff98946652cabfbcd8dcb58802ce"
SHIPMENT: Final = "shp_287672180a0551afa36815a3d9ca01b8"
RECIPIENT: Final = "rcp_5e3d0ea313795368a377ab05bc3a8e62"
ENDPOINT: Final = "whk_5e3d0ea313795368a377ab05bc3a8e62"
NUMBER: Final = "1ZK7R24W0310048711"
AT: Final = datetime(2026, 3, 12, 9, tzinfo=UTC)
EURO: Final = Money(amount="39.90", currency="EUR")
LINE: Final = Line(sku="L", title="Lamp", quantity=2, price=EURO, line_no=1)
PIECES: Final = (Content(line_no=1, quantity=1),)
GERMANY: Final = Destination(country="DE", zone="Europe/Berlin")
WAYS: Final[dict[str, Any]] = {"name": "Anna Weiß", "email": "anna@example.com"} | {
    "phone": "+49 30 1234567",
    "language": "de",
    "postcode": "10115",
}
PERSON: Final[dict[str, Any]] = WAYS | {"zone": "Europe/Berlin", "country": "DE"}
NUMBERED: Final[dict[str, Any]] = {"carrier": "ups", "carrier_account": "ups-main"} | {
    "hand_over_by": AT
}
ONCE: Final[dict[str, Any]] = {"idempotency_key": "k-1", "if_version": 3}
ALL: Final = Services(
    cash_on_delivery=EURO, age_check=18, identity_check=True, signature=True, appointment=True
)

CALLS: Final[dict[str, Call[Any]]] = {
    "orders.place": orders.place_order(
        "SO-1",
        lines=[LINE],
        recipient=Person(reference="anna", **PERSON),
        destination=GERMANY,
        placed_at=AT,
        return_period_days=30,
        notify=False,
        idempotency_key="k-1",
    ),
    "orders.place_many": orders.place_many(
        [NewOrder(reference="SO-1")], notify=True, idempotency_key="k-1"
    ),
    "orders.import_file": orders.import_file(b"{}", notify=True, idempotency_key="k-1"),
    "orders.confirm": deciding.confirm(ORDER, **ONCE),
    "orders.process": deciding.process(ORDER, **ONCE),
    "orders.amend": deciding.amend(ORDER, lines=[LINE], destination=GERMANY, notify=True, **ONCE),
    "orders.cancel": deciding.cancel(ORDER, **ONCE),
    "orders.delay_line": deciding.delay_line(ORDER, 1, until=date(2026, 3, 19), **ONCE),
    "orders.cancel_line": deciding.cancel_line(ORDER, 1, quantity=1, **ONCE),
    "orders.record_return": deciding.record_return(ORDER, PIECES, parcel_no=1, **ONCE),
    "orders.record_refund": deciding.record_refund(ORDER, EURO, contents=PIECES, **ONCE),
    "orders.get": orders.get_order(ORDER, min_version=3),
    "orders.past": orders.past(ORDER, as_of=AT, at=AT, shown_at=AT),
    "orders.by_reference": orders.by_reference("SO-1"),
    "orders.page": orders.list_orders(reference="SO-1", state="placed", limit=9, cursor="Mw=="),
    "orders.list": orders.list_orders(reference="SO-1", state="placed", limit=9, cursor="Mw=="),
    "parcels.book": parcels.book(
        ORDER,
        NUMBER,
        contents=PIECES,
        direction=Direction.OUTBOUND,
        way=Way.LOCKER,
        services=ALL,
        destination=GERMANY,
        promise=InWorkingDays(least=1, most=2, subdivision="BE"),
        replaces=1,
        returns=1,
        notify=False,
        **NUMBERED,
        **ONCE,
    ),
    "parcels.rebook": parcels.rebook(ORDER, 1, NUMBER, **NUMBERED, **ONCE),
    "parcels.change_promise": parcels.change_promise(
        ORDER, 1, OnDay(day=date(2026, 3, 13)), **ONCE
    ),
    "parcels.cancel": parcels.cancel(ORDER, 1, **ONCE),
    "shipments.track": shipments.track(
        NUMBER,
        carrier="ups",
        reference="SO-2",
        destination=GERMANY,
        carrier_account="ups-main",
        notify=False,
        idempotency_key="k-1",
        **WAYS,
    ),
    "shipments.track_many": shipments.track_many(
        [NewShipment(number=NUMBER)], notify=True, idempotency_key="k-1"
    ),
    "shipments.import_file": shipments.import_file(b"{}", notify=True, idempotency_key="k-1"),
    "shipments.get": shipments.get_shipment(SHIPMENT, min_version=f"{ORDER}:3"),
    "shipments.past": shipments.past(SHIPMENT, as_of=AT, at=AT, shown_at=AT),
    "shipments.timeline": shipments.timeline(SHIPMENT, as_of=AT, at=AT),
    "shipments.by_number": shipments.by_number(NUMBER, carrier="ups"),
    "shipments.page": shipments.list_shipments(
        carrier="ups",
        number=NUMBER,
        milestone=Milestone.LOST,
        flag=Flag.LATE,
        reference="SO-1",
        limit=9,
        cursor="Mw==",
    ),
    "shipments.list": shipments.list_shipments(),
    "recipients.set": recipients.set_contact(RECIPIENT, **PERSON),
    "messages.get": messages.get_message("msg_1"),
    "messages.page": messages.list_messages(
        order=ORDER, shipment=SHIPMENT, recipient=RECIPIENT, limit=9, cursor="Mw=="
    ),
    "messages.list": messages.list_messages(),
    "messages.page_of": messages.page_of("msg_1"),
    "endpoints.create": endpoints.create(
        "https://shop.example/waymark", types=["order.*"], description="D", idempotency_key="k-1"
    ),
    "endpoints.list": endpoints.list_endpoints(),
    "endpoints.get": endpoints.get_endpoint(ENDPOINT),
    "endpoints.change": endpoints.change(
        ENDPOINT, url="https://shop.example/w", types=[], description="", state="disabled"
    ),
    "endpoints.delete": endpoints.delete(ENDPOINT),
    "endpoints.rotate_secret": endpoints.rotate_secret(
        ENDPOINT, overlap_hours=48, idempotency_key="k-1"
    ),
    "endpoints.send_test": endpoints.send_test(ENDPOINT, idempotency_key="k-1"),
    "endpoints.attempts": endpoints.list_attempts(ENDPOINT, limit=9, after="bjI"),
    "endpoints.missed": endpoints.missed(ENDPOINT, state="held", limit=9, after="bjI"),
    "endpoints.replay": endpoints.replay(
        ENDPOINT,
        start=AT,
        until=AT + timedelta(days=1),
        types=["order.*"],
        url="https://shop.example/again",
        idempotency_key="k-1",
    ),
    "endpoints.preview_replay": endpoints.preview_replay(ENDPOINT, event="e-1"),
    "endpoints.get_replay": endpoints.get_replay(ENDPOINT, "rpl_1"),
    "events.get": events.get_event("e-1"),
    "events.page": events.page_of_events(types=["order.*"], subject=ORDER, limit=9, after="bjI"),
    "events.list": events.list_events(),
    "events.attempts": events.list_attempts("e-1", limit=9, after="bjI"),
}
MORE: Final[tuple[Call[Any], ...]] = (
    parcels.change_promise(ORDER, 1, Within(from_="2026-03-12T13:30", to="2026-03-13")),
    parcels.change_promise(ORDER, 1, InWorkingDays(least=1, most=2, subdivision="BE")),
    parcels.book(ORDER, promise=OnDay(day="2026-03-13")),
    parcels.book(ORDER, promise=Within(from_="2026-03-12", to="2026-03-13")),
    endpoints.replay(ENDPOINT, since=AT),
)
"""What cannot be said together with what stands above."""
