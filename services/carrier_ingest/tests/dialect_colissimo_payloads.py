"""Payloads of La Poste for its tests: the samples, and answers made to order."""

from pathlib import Path
from typing import Any

import msgspec
from carrier_ingest.carriers import colissimo
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard, Statement

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "6A00000000017"
ABROAD = "CB000000014FR"
UNKNOWN = "6A00000000024"
WITHIN_FRANCE = {"originCountry": "FR", "arrivalCountry": "FR"}
TO_SWITZERLAND = {"originCountry": "FR", "arrivalCountry": "CH"}


def sample(name: str) -> Any:
    return msgspec.json.decode((SAMPLES / name).read_bytes())


def polled(
    value: object, *asked: str, zone: str | None = "Europe/Paris", locale: str = "en"
) -> Heard:
    body = value if isinstance(value, bytes) else msgspec.json.encode(value)
    conventions = Conventions(zone=zone, locale=locale)
    return colissimo.parse(
        RawPayload(body=body, channel="poll", asked=asked or (NUMBER,), conventions=conventions)
    )


def event(code: str, date: str = "2025-09-04T11:26:00+02:00", label: str = "Phrase") -> Any:
    return {"order": 10, "date": date, "label": label, "code": code}


def answer(*newest_first: Any, context: Any = None, **shipment: Any) -> Any:
    fields = {
        "idShip": NUMBER,
        "event": list(newest_first),
        "contextData": WITHIN_FRANCE if context is None else context,
    }
    return {"lang": "en_GB", "returnCode": 200, "shipment": fields | shipment}


def told(heard: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in heard.statements]


def only(*newest_first: Any, context: Any = None, zone: str | None = "Europe/Paris") -> Statement:
    (said,) = polled(answer(*newest_first, context=context), zone=zone).statements
    return said
