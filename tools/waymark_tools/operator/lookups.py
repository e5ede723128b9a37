"""Questions that need no service: whose number this is, what a dialect hears in a payload."""

import json
from collections.abc import Sequence

from carrier_ingest.carriers.dialect import Channel, Conventions
from carrier_ingest.carriers.registry import DIALECTS
from msgspec import structs
from waymark_events import numbers

from waymark_tools.operator import hearing, printing, refusing


def detect(
    entered: Sequence[str], carriers: str, destination: str | None, *, as_json: bool
) -> None:
    """Print whose each number may be, best first; exit code 1 when one is nobody's."""
    listed = [code.strip() for code in carriers.split(",") if code.strip()]
    nobodys = False
    for number in entered:
        fits = numbers.fits(number, listed=listed, destination=destination)
        nobodys = nobodys or not fits
        rows = [structs.asdict(one) for one in fits]
        if as_json:
            print(json.dumps({"number": number, "candidates": rows}, ensure_ascii=False))
        else:
            printing.out(f"{number} may belong to", rows, as_json=False)
    raise SystemExit(1 if nobodys else 0)


def dialect(
    carrier: str, body: bytes, channel: str | None, conventions: Conventions, *, as_json: bool
) -> None:
    """Print what a dialect hears in these very bytes, a line each.

    Exit code 1 for a carrier without a dialect or without that channel.
    """
    known = DIALECTS.get(carrier)
    if known is None:
        refused = f"no dialect for {carrier!r}; there are {', '.join(DIALECTS)}"
        refusing.refuse(refused, as_json=as_json)
    if channel is not None and known.channels and channel not in known.channels:
        offered = ", ".join(known.channels)
        refusing.refuse(f"{carrier} has no {channel}; it has {offered}", as_json=as_json)
    named = Channel(channel) if channel else None
    for line in hearing.lines(known, body, named, conventions):
        print(json.dumps(line, ensure_ascii=False))
