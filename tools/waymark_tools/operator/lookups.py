"""Questions that need no service: whose number this is, what a dialect hears in a payload."""

from typing import Any

import msgspec
from carrier_ingest.carriers.dialect import Channel, Conventions, RawPayload
from carrier_ingest.carriers.registry import DIALECTS
from waymark_events import numbers

from waymark_tools.operator import printing, refusing


def detect(number: str, carriers: str, destination: str | None, *, as_json: bool) -> None:
    """Print the ranked candidates; exit code 1 when there is none."""
    listed = [code.strip() for code in carriers.split(",") if code.strip()]
    detection = numbers.detect(number, listed=listed, destination=destination)
    chosen = detection.chosen.carrier if detection.chosen else None
    rows = [
        {
            "carrier": one.carrier,
            "name": one.name,
            "number": one.canonical,
            "chosen": one.carrier == chosen,
            "reason": one.reason,
        }
        for one in detection.candidates
    ]
    printing.out(f"{number} may belong to", rows, as_json=as_json)
    raise SystemExit(0 if rows else 1)


def dialect(carrier: str, body: bytes, channel: str, zone: str | None, *, as_json: bool) -> None:
    """Print what a dialect hears in these very bytes; exit code 1 for a carrier without one."""
    known = DIALECTS.get(carrier)
    if known is None:
        refused = f"no dialect for {carrier!r}; there are {', '.join(DIALECTS)}"
        refusing.refuse(refused, as_json=as_json)
    heard = known.parse(
        RawPayload(
            body=body,
            content_type="",
            channel=Channel(channel),
            conventions=Conventions(zone=zone),
        )
    )
    plain: Any = msgspec.to_builtins(heard)
    printing.document(plain, as_json=as_json)
