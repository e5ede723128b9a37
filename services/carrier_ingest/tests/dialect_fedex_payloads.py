"""Payloads of FedEx for its tests: the samples, heard by either channel, and scans to order."""

from pathlib import Path
from typing import Any

import msgspec
from carrier_ingest.carriers import fedex
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard, Statement

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "794120066814"
ATTEMPT = "794120066825"
UNKNOWN = "794120066999"


def sample(name: str) -> dict[str, Any]:
    value: dict[str, Any] = msgspec.json.decode((SAMPLES / f"fedex_{name}.json").read_bytes())
    return value


def pushed(body: object, zone: str | None = None) -> Heard:
    return fedex.parse(
        RawPayload(
            body=msgspec.json.encode(body),
            channel="push",
            conventions=Conventions(zone=zone, locale="en_US"),
        )
    )


def polled(body: object, *asked: str, zone: str | None = None) -> Heard:
    return fedex.parse(
        RawPayload(
            body=msgspec.json.encode(body),
            channel="poll",
            asked=asked,
            conventions=Conventions(zone=zone, locale="en_US"),
        )
    )


def delivered() -> dict[str, Any]:
    """The track result of the parcel that was delivered."""
    found: dict[str, Any] = sample("poll_delivered")["output"]["completeTrackResults"][0][
        "trackResults"
    ][0]
    return found


def scan(code: str, at: str = "2026-03-11T10:00:00-05:00", **fields: Any) -> dict[str, Any]:
    place = {"city": "MEMPHIS", "stateOrProvinceCode": "TN", "countryCode": "US"}
    return {"date": at, "eventType": code, "scanLocation": place, **fields}


def result(*newest_first: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A track result of the scans and whatever else stands on the parcel."""
    info = {"trackingNumber": NUMBER, "trackingNumberUniqueId": f"2461098000~{NUMBER}~FX"}
    return {"trackingNumberInfo": info, "scanEvents": list(newest_first), **fields}


def heard(*newest_first: dict[str, Any], zone: str | None = None, **fields: Any) -> Heard:
    return pushed({"trackResults": [result(*newest_first, **fields)]}, zone)


def one(code: str, **fields: Any) -> Statement:
    """What is said of the only scan of a parcel."""
    (said,) = heard(scan(code, **fields)).statements
    return said


def told(found: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in found.statements]
