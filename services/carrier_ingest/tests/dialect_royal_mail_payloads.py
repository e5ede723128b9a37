"""Payloads of Royal Mail for its tests: the samples, and items made to order."""

from pathlib import Path
from typing import Any

import msgspec
from carrier_ingest.carriers import royal_mail
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard, Statement

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "AA000000005GB"
TRIED = "AA000000014GB"
UNKNOWN = "AA000000028GB"
SIGNED = "AA000000031GB"


def sample(name: str) -> Any:
    return msgspec.json.decode((SAMPLES / f"royal_mail_{name}.json").read_bytes())


def polled(value: object, *asked: str, zone: str | None = "Europe/London") -> Heard:
    body = value if isinstance(value, bytes) else msgspec.json.encode(value)
    conventions = Conventions(zone=zone)
    payload = RawPayload(body=body, channel="poll", asked=asked, conventions=conventions)
    return royal_mail.DIALECT.parse(payload)


def event(code: str, at: str = "2025-06-05T10:15:00+01:00", **fields: object) -> dict[str, object]:
    told = {"eventCode": code, "eventName": "Phrase", "eventDateTime": at, "locationName": "Truro"}
    return told | fields


def item(*events: object, **fields: object) -> dict[str, object]:
    return {"mailPieces": {"mailPieceId": NUMBER, "events": list(events)} | fields}


def only(*events: object, zone: str | None = "Europe/London", **fields: object) -> Statement:
    (said,) = polled(item(*events, **fields), NUMBER, zone=zone).statements
    return said


def told(heard: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in heard.statements]
