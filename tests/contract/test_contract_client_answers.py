"""The client reads all that is answered, and makes of a record the event that notifier tells."""

from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from notifier.api import messages, shapes
from notifier.domain.retailer_events import retailer_event
from order.api.documents import (
    BatchDocument,
    ContactDocument,
    LineResult,
    OrderDocument,
    Summary,
)
from projection.api.describing import OrderPage, ShipmentChange, ShipmentPage
from projection.app.past import PastOrder, PastShipment
from projection.domain import Timeline
from pydantic import BaseModel
from waymark_client import Event, Order, Page, Shipment, answers, event_of, past, timelines
from waymark_client.api import hooks, many
from waymark_client.api import messages as read_messages
from waymark_events.codec import Envelope, decode

GOLDEN: Final = Path(__file__).parents[2] / "libs" / "events" / "golden"


@pytest.mark.parametrize(
    ("served", "read"),
    [
        (OrderPage, Page[Order]),
        (ShipmentPage, Page[Shipment]),
        (OrderDocument, answers.Written),
        (ContactDocument, answers.KeptContact),
        (BatchDocument, many.Batch),
        (LineResult, many.LineResult),
        (Summary, many.Summary),
        (PastShipment, past.PastShipment),
        (PastOrder, past.PastOrder),
        (Timeline, timelines.Timeline),
        (ShipmentChange, answers.Change),
    ],
)
def test_every_field_of_an_answer_is_read(served: Any, read: Any) -> None:
    """Under the same name and of the same type, all the way down."""
    (left,), parts = msgspec.json.schema_components([served])
    (right,), own = msgspec.json.schema_components([read])
    known = shape(right, own)
    known.pop("cursor", None)

    assert shape(left, parts) == known


@pytest.mark.parametrize(
    ("served", "read"),
    [
        (shapes.EndpointAnswer, hooks.Endpoint),
        (shapes.AttemptAnswer, hooks.Attempt),
        (shapes.DeliveryAnswer, hooks.Delivery),
        (shapes.ReplayAnswer, hooks.Replay),
        (shapes.FoundAnswer, hooks.Found),
        (shapes.ToldAnswer, hooks.ToldEvent),
        (shapes.EventAnswer, Event),
        (messages.MessageSaid, read_messages.MessageSaid),
        (messages.Said, read_messages.Contents),
    ],
)
def test_every_field_that_notifier_answers_is_read(served: type[BaseModel], read: Any) -> None:
    """Under the same name; what is a type of its own stands here too."""
    assert set(served.model_fields) == set(read.__struct_fields__)


def shape(schema: dict[str, Any], parts: dict[str, Any]) -> Any:
    """Names and types, without the classes' names, defaults and words."""
    if "$ref" in schema:
        schema = parts[schema["$ref"].rpartition("/")[2]]
    if "properties" in schema:
        return {name: shape(one, parts) for name, one in schema["properties"].items()}
    if "anyOf" in schema:
        return [shape(one, parts) for one in schema["anyOf"]]
    for inside in ("items", "additionalProperties"):
        if isinstance(schema.get(inside), dict):
            return {inside: shape(schema[inside], parts)}
    return schema.get("enum") or schema.get("type")


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_a_record_is_the_event_that_webhooks_and_lists_tell(path: Path) -> None:
    """The client and notifier make the same id, subject and sequence of each message."""
    example = msgspec.json.decode(path.read_bytes())
    headers = [(name, text.encode()) for name, text in example["headers"].items()]
    key, value = example["key"].encode(), example["value"].encode()
    message = decode(key, value, headers)
    told = retailer_event(message, value) if isinstance(message, Envelope) else None
    if told is None:
        return

    event = event_of(headers, key, value)

    assert (event.id, event.type, event.timestamp) == (told.id, told.type, told.at)
    assert (event.subject, event.sequence) == (told.subject, told.sequence)
