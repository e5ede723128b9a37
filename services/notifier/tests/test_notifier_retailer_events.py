"""What retailers hear of: which messages, under which id, subject and sequence."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace
from notifier.domain.retailer_events import KEPT, RetailerEvent, is_kept, retailer_event
from notifier_given import ANNA, NOW, SHOP, status
from waymark_events.codec import Envelope, decode
from waymark_events.ids import public
from waymark_events.messages.notifications import NotificationSent
from waymark_events.registry import TYPES
from waymark_events.topics import EVENTS, ORDERS
from waymark_events.webhooks import RETAILER_TYPES

_GOLDEN: Final = Path(__file__).parents[3] / "libs" / "events" / "golden"


class _Golden(Struct):
    key: str
    headers: dict[str, str]
    value: str


def golden(kind: str) -> Envelope:
    """The example of a type, as it is published."""
    example = msgspec.json.decode((_GOLDEN / f"{kind}.json").read_bytes(), type=_Golden)
    headers = [(name, text.encode()) for name, text in example.headers.items()]
    message = decode(example.key.encode(), example.value.encode(), headers)
    assert isinstance(message, Envelope)
    return message


def heard(kind: str) -> RetailerEvent | None:
    return retailer_event(golden(kind), b"the very bytes")


def test_retailers_hear_of_statuses_orders_and_notifications_alone() -> None:
    """What services tell each other stays among them: scans, contacts, keys, settings."""
    kinds = [kind for kind in TYPES if kind != "carrier.payload_received.v1"]
    told = {kind for kind in kinds if heard(kind) is not None}

    open_to_retailers = (
        "shipment.status_changed",
        "order.",
        "notification.",
        "intake.",
        "webhook.",
    )
    assert told == {
        kind for kind in kinds if kind.startswith(open_to_retailers) and kind not in ORDERS.writers
    }
    assert told == set(EVENTS.repeats) == set(RETAILER_TYPES)


def test_an_event_is_the_message_under_its_own_id_and_time() -> None:
    """Id, type, time and bytes are the message's; the retailer is in its body."""
    message = golden("order.placed.v1")

    event = heard("order.placed.v1")

    assert event is not None
    assert (event.id, event.type, event.at) == (message.id, "order.placed.v1", message.time)
    assert (event.retailer, event.body) == (SHOP, b"the very bytes")


@pytest.mark.parametrize(
    ("kind", "prefix", "sequence"),
    [
        ("shipment.status_changed.v1", "shp_", 1_000_009),
        ("order.placed.v1", "ord_", 1),
        ("notification.sent.v1", "shp_", None),
        ("intake.accepted.v1", "ord_", None),
    ],
)
def test_the_subject_is_a_public_id_and_the_sequence_its_versions(
    kind: str, prefix: str, sequence: int | None
) -> None:
    """A shipment counts generation before version, an order its version, a message nothing."""
    event = heard(kind)

    assert event is not None
    assert event.subject == prefix + golden(kind).subject.replace("-", "")
    assert event.sequence == sequence


def subject(kind: str, **changed: Any) -> str | None:
    """The subject of a type's example with other fields."""
    example = golden(kind)
    event = retailer_event(replace(example, body=replace(example.body, **changed)), b"{}")
    return event.subject if event is not None else None


def test_what_names_no_shipment_is_about_the_order() -> None:
    """A message about an order has no parcel to name."""
    message = golden("notification.sent.v1").body
    assert isinstance(message, NotificationSent)

    assert subject("notification.sent.v1", shipment_id=None) == public("ord", message.order_id)


def test_an_answer_is_about_the_order_or_the_person_or_the_command() -> None:
    """Whatever could be read of the command; the record's key where nothing could."""
    refused, anna = "intake.refused.v1", public("rcp", ANNA)
    command = public("cmd", golden(refused).subject)

    assert subject(refused, order_id=None, recipient_id=ANNA) == anna
    assert subject(refused, order_id=None) == command
    assert (anna[:4], command[:4]) == ("rcp_", "cmd_")


def test_a_disabled_endpoint_is_named_as_its_owner_knows_it() -> None:
    """By its public id."""
    assert subject("webhook.endpoint_disabled.v1") == "whk_8b1f4c526f0e4d0b9a512f3c7a9e4d10"


def test_a_rebuilt_status_is_newer_than_all_of_the_generation_before() -> None:
    """Generation counts before version."""
    first, rebuilt = (
        replace(golden("shipment.status_changed.v1"), body=status("delivered", **place))
        for place in ({"version": 999_999}, {"version": 1, "generation": 2})
    )
    events = (retailer_event(one, b"{}") for one in (first, rebuilt))

    assert [one and one.sequence for one in events] == [1_999_999, 2_000_001]


def test_what_is_older_than_thirty_days_is_not_kept() -> None:
    """A topic read from its start tells nobody of years ago."""
    event = heard("order.placed.v1")
    assert event is not None

    assert is_kept(event, event.at + KEPT - timedelta(microseconds=1))
    assert not is_kept(event, event.at + KEPT)
    assert is_kept(event, min(event.at, NOW))
