"""Payloads of USPS for its tests: the samples, heard by either channel, and events to order."""

from pathlib import Path
from typing import Any

import msgspec
from carrier_ingest.carriers import usps
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard, Statement

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "9400109205556004123457"
CUSTOMS = "9370109205556004987653"
OTHER = "9400109205556004123990"


def sample(name: str) -> dict[str, Any]:
    value: dict[str, Any] = msgspec.json.decode((SAMPLES / f"usps_{name}.json").read_bytes())
    return value


def pushed(inner: object, zone: str | None = None) -> Heard:
    """What is heard of an envelope that holds this."""
    envelope = {"timestamp": "2026-03-12T22:11:00Z", "payload": msgspec.json.encode(inner).decode()}
    return _parsed(envelope, "push", (), zone)


def polled(body: object, *asked: str, zone: str | None = None) -> Heard:
    return _parsed(body, "poll", asked, zone)


def event(code: str | None, phrase: str = "", **fields: Any) -> dict[str, Any]:
    """An event in Portland at ten in the morning there."""
    return {
        "eventType": phrase,
        "eventCode": code,
        "eventTimestamp": "2026-03-11T10:00:00Z",
        "GMTTimestamp": "2026-03-11T17:00:00Z",
        "GMTOffset": "-7:00",
        "eventCity": "PORTLAND",
        "eventState": "OR",
        "eventZIP": "97201",
        "eventCountry": None,
    } | fields


def heard(*newest_first: dict[str, Any], zone: str | None = None, **fields: Any) -> Heard:
    body = {"trackingNumber": NUMBER, "trackingEvents": list(newest_first), **fields}
    return polled(body, NUMBER, zone=zone)


def one(code: str | None, phrase: str = "", **fields: Any) -> Statement:
    """What is said of the only event of a parcel."""
    (said,) = heard(event(code, phrase, **fields)).statements
    return said


def told(found: Heard) -> list[tuple[str, str]]:
    return [(said.milestone, said.reason) for said in found.statements]


def _parsed(body: object, channel: str, asked: tuple[str, ...], zone: str | None) -> Heard:
    return usps.parse(
        RawPayload(
            body=msgspec.json.encode(body),
            channel=channel,
            asked=asked,
            conventions=Conventions(zone=zone),
        )
    )
