"""Second numbers that FedEx names: of the way back, and of the partner that delivers."""

from collections.abc import Collection, Iterator
from typing import Final

from waymark_events.numbers import detect
from waymark_events.vocabulary import LinkKind

from carrier_ingest.carriers.fedex.codes import bare
from carrier_ingest.carriers.fedex.scans import CARRIER
from carrier_ingest.carriers.heard import Linked
from carrier_ingest.carriers.reading import child, children, text, tidy, tracking_number

_RETURNS: Final = frozenset({"RETURNED_TO_SHIPPER_TRACKING_NUMBER", "OUTBOUND_LINK_TO_RETURN"})
_PARTNER: Final = "PARTNER_CARRIER_NUMBER"
_PARTNER_OF: Final = {"AC": "canada_post", "AX": "usps", "OX": "usps"}
"""Scans that name the partner."""


def links(number: str, result: object, codes: Collection[str]) -> Iterator[Linked]:
    """Each second number once; a partner's only where it is clear who the partner is."""
    seen: set[str] = set()
    for entry in children(child(result, "additionalTrackingInfo"), "packageIdentifiers"):
        kind = bare(text(entry, "type"))
        for written in _values(entry):
            carrier = CARRIER if kind in _RETURNS else None
            if kind == _PARTNER:
                carrier = _partner(written, codes)
            second = tracking_number(carrier, written) if carrier else None
            if carrier is None or second is None or second in seen or second == number:
                continue
            seen.add(second)
            yield Linked(
                carrier=CARRIER,
                number=number,
                successor_carrier=carrier,
                successor=second,
                kind=LinkKind.RETURN if kind in _RETURNS else LinkKind.HANDOVER,
            )


def _values(entry: object) -> list[str]:
    """`value` may be one text or several, and is `values` in some answers."""
    found = child(entry, "values") or child(entry, "value")
    listed = found if isinstance(found, list) else [found]
    return [tidy(one) for one in listed if isinstance(one, str)]


def _partner(written: str, codes: Collection[str]) -> str | None:
    """The partner its scans name, else the one whose number it can only be."""
    named = {_PARTNER_OF[code] for code in codes if code in _PARTNER_OF}
    if named:
        return named.pop() if len(named) == 1 else None
    if tracking_number(CARRIER, written) is None:
        return None
    chosen = detect(written, listed=frozenset(_PARTNER_OF.values())).chosen
    return chosen.carrier if chosen else None
