"""Rows of our own formats as tests write them: what is not said is as in an ordinary scan."""

from typing import Any

import msgspec
from carrier_ingest.carriers import csv, own_json
from carrier_ingest.carriers.dialect import Channel, Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard, Refused, Statement
from waymark_events.values import When

NUMBER = "RK300000000417"
SCAN = {
    "tracking_number": NUMBER,
    "code": "in_transit",
    "occurred_at": "2026-03-10T22:05:00+01:00",
}
MAPPING = """code,kind,meaning,milestone,reason
ZL01,event,with customs,in_transit,customs.presented
ZL07,event,stopped: papers missing,exception,customs.documents_missing
SD10,info,late,exception,carrier.delayed
ZL99,correction,stop taken back,in_transit,progress.resumed
"""


def conventions(**options: str) -> Conventions:
    return Conventions(zone="Europe/Berlin", options={"carrier": "x_regiokurier"} | options)


def heard_csv(text: str | bytes, settings: Conventions | None = None, first_line: int = 1) -> Heard:
    return csv.DIALECT.parse(
        RawPayload(
            body=text.encode() if isinstance(text, str) else text,
            channel=Channel.FILE,
            conventions=settings or conventions(),
            first_line=first_line,
        )
    )


def heard(*scans: dict[str, Any], settings: Conventions | None = None) -> Heard:
    """Scans as a file of JSON lines; each is an ordinary one but for what is given."""
    body = b"\n".join(msgspec.json.encode(SCAN | scan) for scan in scans)
    settings = settings or conventions()
    return own_json.DIALECT.parse(RawPayload(body=body, channel=Channel.FILE, conventions=settings))


def said(settings: Conventions | None = None, /, **fields: Any) -> Statement:
    """The one scan of a row."""
    found = heard(fields, settings=settings)
    assert found.refused == ()
    (statement,) = found.statements
    return statement


def when(settings: Conventions | None = None, /, **fields: Any) -> When:
    return said(settings, **fields).when


def refused(settings: Conventions | None = None, /, **fields: Any) -> Refused:
    """Why a row was not taken."""
    found = heard(fields, settings=settings)
    assert found.statements == ()
    (lost,) = found.refused
    return lost
