"""The committed documents of the contract: JSON Schemas, and AsyncAPI with the golden examples."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from notifier.domain.retailer_events import retailer_event
from notifier.domain.webhooks.messages import posted, trial_message
from standardwebhooks import Webhook
from waymark_events.asyncapi import document
from waymark_events.codec import Envelope, decode
from waymark_events.registry import TYPES
from waymark_events.schemas import schemas
from waymark_events.webhooks import RETAILER_TYPES, TEST_TYPE, message_bytes

EVENTS = Path(__file__).parents[3] / "libs" / "events"
_SECRET = "whsec_" + "d2F5bWFyayBleGFtcGxlIHNlY3JldCBrZXkgMzJieXQ="
_AT = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


def golden() -> dict[str, dict[str, Any]]:
    """The golden example of each type."""
    return {kind: json.loads((EVENTS / "golden" / f"{kind}.json").read_text()) for kind in TYPES}


def webhooks() -> dict[str, dict[str, Any]]:
    """A webhook of each type that retailers hear of, made of its golden example, and the test's."""
    examples = {kind: _webhook(_message(golden()[kind])) for kind in RETAILER_TYPES}
    test = message_bytes(trial_message(UUID(int=7 << 64), "test-1", _AT))
    return {**examples, TEST_TYPE: _webhook(test)}


def _message(record: dict[str, Any]) -> bytes:
    value = record["value"].encode()
    headers = [(name, text.encode()) for name, text in record["headers"].items()]
    message = decode(record["key"].encode(), value, headers)
    event = retailer_event(message, value) if isinstance(message, Envelope) else None
    if event is None:
        raise ValueError(f"{record['headers']['ce_type']} is nothing that retailers hear of")
    return posted(event)


def _webhook(body: bytes) -> dict[str, Any]:
    name = str(json.loads(body)["id"])
    headers = {
        "webhook-id": name,
        "webhook-timestamp": str(int(_AT.timestamp())),
        "webhook-signature": Webhook(_SECRET).sign(name, _AT, body.decode()),
    }
    return {"secret": _SECRET, "headers": headers, "body": body.decode()}


def publish(folder: Path = EVENTS) -> int:
    """Write the schemas of all types and the AsyncAPI document; returns how many types."""
    (folder / "schemas").mkdir(parents=True, exist_ok=True)
    written = schemas()
    for name, schema in written.items():
        save(folder / "schemas" / f"{name}.json", schema)
    save(folder / "asyncapi.json", document(golden(), webhooks()))
    return len(written)


def save(path: Path, content: dict[str, Any]) -> None:
    """Write JSON as it is committed."""
    path.write_text(json.dumps(content, indent=1) + "\n")
