"""Payloads of GLS for its tests: the samples, and answers made to order."""

from pathlib import Path
from typing import Any

import msgspec
from carrier_ingest.carriers import gls
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard, Statement

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "50000000001"
ADDRESS = "50000000002"
UNKNOWN = "50000000003"
TRACK_ID = "Z4K7Q0M2"


def sample(name: str) -> Any:
    return msgspec.json.decode((SAMPLES / name).read_bytes())


def polled(body: object, *asked: str, zone: str | None = None, locale: str = "en") -> Heard:
    written = body if isinstance(body, bytes) else msgspec.json.encode(body)
    conventions = Conventions(zone=zone, locale=locale)
    return gls.parse(RawPayload(body=written, channel="poll", asked=asked, conventions=conventions))


def event(code: str, at: str = "2025-05-08T07:31:09+0200", **fields: object) -> dict[str, object]:
    place = {"city": "Gent", "postalCode": "9000", "country": "BE"}
    return {"code": code, "description": "Phrase", "eventDateTime": at} | place | fields


def parcel(*newest_first: object, **fields: object) -> dict[str, object]:
    entry: dict[str, object] = {
        "requested": NUMBER,
        "unitno": NUMBER,
        "status": "INTRANSIT",
        "events": list(newest_first),
    }
    return entry | fields


def answer(*parcels: object) -> dict[str, object]:
    return {"parcels": list(parcels)}


def told(heard: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in heard.statements]


def only(code: str, at: str = "2025-05-08T07:31:09+0200", **fields: object) -> Statement:
    (said,) = polled(answer(parcel(event(code, at, **fields))), NUMBER).statements
    return said
