"""One use of a number: its history, and what stands on the parcel as a whole."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from waymark_events.ordering import own_instant

from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.fedex import codes, estimates
from carrier_ingest.carriers.fedex.links import links
from carrier_ingest.carriers.fedex.private import notes, proofs
from carrier_ingest.carriers.fedex.scans import (
    CARRIER,
    Dated,
    Scan,
    coarse,
    place_of,
    scan_of,
    statement,
    when,
    whereabouts,
)
from carrier_ingest.carriers.heard import Answer, Estimate, Heard, Outcome, Statement
from carrier_ingest.carriers.meanings import turned_back
from carrier_ingest.carriers.reading import child, children, text, words
from carrier_ingest.carriers.spans import believable, nearest_zone
from carrier_ingest.carriers.timeline import days, ended, in_order

_TIME_OF: Final = {"DL": "ACTUAL_DELIVERY", "PU": "ACTUAL_PICKUP", "DE": "ATTEMPTED_DELIVERY"}
_AS_PLANNED: Final = frozenset({"ON_TIME", "EARLY"})


def heard_parcel(
    number: str, generation: str, results: Sequence[object], payload: RawPayload
) -> Heard:
    """Hear all that stands in the results about one use of a number."""
    zone = payload.conventions.zone
    scans = [scan for result in results for scan in _scans(result)]
    read = [(scan, when(scan, zone)) for scan in reversed(scans)]
    dated = [Dated(scan, at) for scan, at in read if at is not None]
    dated.sort(key=lambda one: own_instant(one.at))
    result = results[-1]
    pairs = _said(number, generation, dated, result, payload.conventions)
    said = in_order(one for one, _ in pairs)
    causes = {one.scan_key: scan.cause for one, scan in pairs}
    planned = _estimate(number, result, dated, said, zone)
    lost = len(read) - len(dated)
    return Heard(
        statements=said,
        estimates=(planned,) if planned else (),
        notes=tuple(notes(result, said, [causes[one.scan_key] for one in said])),
        proofs=tuple(proofs(result, said)),
        links=tuple(links(number, result, {one.scan.code for one in dated})),
        answers=(Answer(number=number, outcome=Outcome.NEWS),),
        problems=(f"{lost} scans of {number} have no readable date",) if lost else (),
    )


def _scans(result: object) -> Iterator[Scan]:
    """The scans, newest first; without any the summary is one, where it says when it was."""
    entries = list(children(result, "scanEvents"))
    yield from map(scan_of, entries)
    latest = child(result, "latestStatusDetail")
    code = coarse(text(latest, "derivedCode"))
    told = estimates.days_of(result).get(_TIME_OF.get(code, ""))
    if not entries and told is not None:
        place = child(latest, "scanLocation")
        yield Scan(
            code=code,
            phrase=words(latest, "description") or words(latest, "statusByLocale"),
            place=place_of(place),
            postcode=text(place, "postalCode"),
            told=told,
        )


def _said(
    number: str,
    generation: str,
    oldest_first: Sequence[Dated],
    result: object,
    conventions: Conventions,
) -> list[tuple[Statement, Scan]]:
    """Say what each scan means; what stands on the whole sharpens the newest of its code."""
    latest = codes.bare(text(result, "latestStatusDetail", "code"))
    newest = {one.scan.code: position for position, one in enumerate(oldest_first)}
    whole = list(_details(result))
    pairs: list[tuple[Statement, Scan]] = []
    turned = False
    for position, one in enumerate(oldest_first):
        scan = one.scan
        counts = newest[scan.code] == position and scan.code in (latest, codes.DELIVERED)
        details = [(codes.EXCEPTION, scan.exception), *(whole if counts else ())]
        meaning = codes.meaning_of(scan.code, details, at_customs=scan.at_customs)
        turned = turned or scan.code == codes.GOING_BACK
        if turned and scan.code == codes.DELIVERED:
            # FedEx has no code for a parcel that is back: it is delivered, to the sender
            meaning = turned_back(meaning)
        pairs.append((statement(number, generation, one, meaning, conventions), scan))
    return pairs


def _details(result: object) -> Iterator[tuple[str, str]]:
    """What FedEx says of the cause or the place of its newest status, the most telling first."""
    latest = child(result, "latestStatusDetail")
    delay = child(latest, "delayDetail")
    if text(delay, "status").upper() not in _AS_PLANNED:
        yield codes.DELAY, codes.bare(text(delay, "type"))
    for detail in children(latest, "ancillaryDetails"):
        yield codes.EXCEPTION, codes.cause_code(text(detail, "reason"))
    yield codes.LOCATION, codes.bare(text(result, "deliveryDetails", "locationType"))


def _estimate(
    number: str,
    result: object,
    oldest_first: Sequence[Dated],
    said: Sequence[Statement],
    account: str | None,
) -> Estimate | None:
    """What is planned while the parcel is under way, if it can be believed and a zone is known."""
    last = oldest_first[-1] if oldest_first else None
    if ended(said):
        return None
    placed = whereabouts(last.scan, account).placed if last else None
    milestone = said[-1].milestone if said else None
    zone = nearest_zone(estimates.destination_zone(result), milestone, placed, account)
    if zone is None:
        return None
    planned = estimates.planned(result, last.scan.code if last else "", zone)
    if planned is None or (planned.span and not believable(_day(planned.span.to), days(said))):
        return None
    return Estimate(carrier=CARRIER, number=number, basis=planned.basis, span=planned.span)


def _day(written: str) -> date:
    return date.fromisoformat(written[:10])
