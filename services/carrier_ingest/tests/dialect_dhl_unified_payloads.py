"""Payloads of DHL Unified for its tests: the samples, and answers and pushes made to order."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from carrier_ingest.carriers import dhl_unified
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard, Statement

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "00340434900000000010"
EXPRESS = "9000000015"
GERMAN = {"carrier": "dhl_parcel_de", "service": "parcel-de"}


def sample(name: str) -> dict[str, Any]:
    value: dict[str, Any] = msgspec.json.decode((SAMPLES / name).read_bytes())
    return value


def polled(
    body: object,
    *asked: str,
    zone: str | None = "Europe/Berlin",
    options: Mapping[str, str] = GERMAN,
) -> Heard:
    payload = RawPayload(
        body=msgspec.json.encode(body),
        channel="poll",
        asked=asked,
        conventions=Conventions(zone=zone, options=options),
    )
    return dhl_unified.parse(payload)


def pushed(body: object, zone: str | None = "Europe/Berlin") -> Heard:
    payload = RawPayload(
        body=msgspec.json.encode(body), channel="push", conventions=Conventions(zone=zone)
    )
    return dhl_unified.parse(payload)


def event(status: str = "", word: str = "", at: str = "2025-03-13T10:00:00", **more: Any) -> Any:
    located = {"address": {"countryCode": "DE", "addressLocality": "Kassel"}}
    return {"timestamp": at, "status": status, "statusCode": word, "location": located} | more


def shipment(*newest_first: Any, **more: Any) -> dict[str, Any]:
    return {"id": NUMBER, "service": "parcel-de", "events": list(newest_first)} | more


def answer(*newest_first: Any, **more: Any) -> dict[str, Any]:
    return {"shipments": [shipment(*newest_first, **more)]}


def asked(*newest_first: Any, **more: Any) -> Heard:
    """An answer about the one number that was asked for."""
    return polled(answer(*newest_first, **more), NUMBER)


def only(status: str, word: str = "", **more: Any) -> Statement:
    (said,) = asked(event(status, word), **more).statements
    return said


def told(heard: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in heard.statements]
