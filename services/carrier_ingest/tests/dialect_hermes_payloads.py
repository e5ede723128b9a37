"""Payloads of Hermes for its tests: the samples, and answers made to order."""

from pathlib import Path
from typing import Any

import msgspec
from carrier_ingest.carriers import hermes
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard, Statement

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "01234560000012"
HELD = "01234560000029"
UNKNOWN = "01234560000036"


def sample(name: str) -> Any:
    return msgspec.json.decode((SAMPLES / name).read_bytes())


def polled(body: object, *asked: str, zone: str | None = None, locale: str = "en") -> Heard:
    written = body if isinstance(body, bytes) else msgspec.json.encode(body)
    conventions = Conventions(zone=zone, locale=locale)
    return hermes.parse(
        RawPayload(body=written, channel="poll", asked=asked, conventions=conventions)
    )


def scan(code: str, at: str = "2025-04-09T14:22:51+02:00", **fields: object) -> dict[str, object]:
    unit = {"name": "Depot", "city": "Leipzig", "countryCode": "DEU"}
    return {"timestamp": at, "code": code, "description": "Phrase", "scanningUnit": unit} | fields


def answer(*scans: object, **fields: object) -> dict[str, Any]:
    entry = {
        "shipmentID": NUMBER,
        "result": {"code": "e000", "message": "OK"},
        "receiverAddress": {"city": "Leipzig", "zipCode": "04103", "countryCode": "DEU"},
        "status": list(scans),
    }
    return {"shipmentinfo": [entry | fields]}


def told(heard: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in heard.statements]


def only(code: str, at: str = "2025-04-09T14:22:51+02:00", **fields: object) -> Statement:
    (said,) = polled(answer(scan(code, at, **fields)), NUMBER).statements
    return said
