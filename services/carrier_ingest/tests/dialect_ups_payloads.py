"""Payloads of UPS for its tests: the samples, heard by either channel, and scans made to order."""

from pathlib import Path
from typing import Any

import msgspec
from carrier_ingest.carriers import ups
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard, Statement

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "1ZK7R24W0310048711"
DUTIABLE = "1ZK7R24W6600000136"


def sample(name: str) -> dict[str, Any]:
    value: dict[str, Any] = msgspec.json.decode((SAMPLES / name).read_bytes())
    return value


def pushed(body: object, zone: str | None = "Europe/Berlin") -> Heard:
    return ups.parse(
        RawPayload(
            body=msgspec.json.encode(body), channel="push", conventions=Conventions(zone=zone)
        )
    )


def polled(body: object, *asked: str, zone: str | None = "Europe/Berlin") -> Heard:
    payload = RawPayload(
        body=msgspec.json.encode(body),
        channel="poll",
        asked=asked,
        conventions=Conventions(zone=zone, locale="en_US"),
    )
    return ups.parse(payload)


def package(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = body["trackResponse"]["shipment"][0]["package"][0]
    return found


def told(heard: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in heard.statements]


def push_of(type_: str, code: str, status: object = "", **fields: object) -> Statement:
    body = sample("ups_push_out_for_delivery.json") | fields
    body["activityStatus"] = {"type": type_, "code": code, "descriptionCode": status}
    return pushed(body).statements[0]
