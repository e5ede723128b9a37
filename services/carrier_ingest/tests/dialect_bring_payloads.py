"""Payloads of Bring for its tests: the samples, and answers and pushes made to order."""

from pathlib import Path
from typing import Any

import msgspec
from carrier_ingest.carriers import bring
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard, Statement

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "370730000000000015"
SHIPMENT = "70730000000000014"
ABROAD = "CE000000014NO"


def sample(name: str) -> Any:
    return msgspec.json.decode((SAMPLES / name).read_bytes())


def heard(body: object, channel: str, *asked: str, zone: str | None, locale: str) -> Heard:
    payload = RawPayload(
        body=msgspec.json.encode(body),
        channel=channel,
        asked=asked,
        conventions=Conventions(zone=zone, locale=locale),
    )
    return bring.parse(payload)


def polled(
    body: object, *asked: str, zone: str | None = "Europe/Oslo", locale: str = "en"
) -> Heard:
    return heard(body, "poll", *asked, zone=zone, locale=locale)


def pushed(**changed: object) -> Heard:
    body = sample("bring_push_ready.json") | changed
    return heard(body, "push", zone="Europe/Oslo", locale="en")


def event(status: str, code: object = "", **fields: object) -> dict[str, object]:
    return {
        "description": "Phrase",
        "status": status,
        "lmEventCode": code,
        "dateIso": "2025-02-11T11:04:00+01:00",
        "city": "TRONDHEIM",
        "postalCode": "7030",
        "countryCode": "NO",
    } | fields


def package(*newest_first: object, **fields: object) -> dict[str, object]:
    return {"packageNumber": NUMBER, "eventSet": list(newest_first)} | fields


def answer(*packages: object, **fields: object) -> dict[str, Any]:
    shipment = {"consignmentId": SHIPMENT, "packageSet": list(packages)} | fields
    return {"apiVersion": "2", "consignmentSet": [shipment]}


def only(*newest_first: object, **fields: object) -> Statement:
    (said,) = polled(answer(package(*newest_first, **fields)), NUMBER).statements
    return said


def told(heard: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in heard.statements]
