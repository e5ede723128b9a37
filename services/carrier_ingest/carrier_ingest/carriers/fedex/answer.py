"""Track results, in any of the envelopes FedEx puts them into, matched to their numbers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.fedex.errors import answer_to, codes_of, heard_errors
from carrier_ingest.carriers.fedex.parcel import heard_parcel
from carrier_ingest.carriers.fedex.scans import CARRIER
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.joining import answering, joined
from carrier_ingest.carriers.reading import child, children, text, tracking_number

_Result = tuple[str | None, object]
_DIGITS: Final = 12


def heard_answer(payload: RawPayload, value: object) -> Heard:
    """Hear every result of a push or a poll, and say of each asked number what came of it."""
    codes = codes_of(value)
    found = list(results(value, payload.asked))
    if codes and not found:
        return heard_errors(payload.asked, codes)
    if not found:
        return Heard(problems=("a payload of FedEx holds no track result",))
    by_number: defaultdict[str, list[object]] = defaultdict(list)
    for number, result in found:
        if number is not None:
            by_number[number].append(result)
    told = [_number(number, of, payload) for number, of in by_number.items()]
    nameless = sum(number is None for number, _ in found)
    lost = f"{nameless} track results of FedEx name no readable number"
    heard = joined(told, (lost,) if nameless else ())
    return answering(heard, "FedEx", payload.asked)


def results(value: object, asked: Sequence[str] = ()) -> Iterator[_Result]:
    """Each track result with its number: the one asked for, else the first that can be read."""
    for holder in (child(value, "output"), value):
        for complete in children(holder, "completeTrackResults"):
            for result in children(complete, "trackResults"):
                yield _named(result, asked, text(complete, "trackingNumber")), result
        for result in children(holder, "trackResults"):
            yield _named(result, asked), result


def _named(result: object, asked: Sequence[str], outer: str = "") -> str | None:
    written = (
        outer,
        text(result, "trackingNumberInfo", "trackingNumber"),
        text(result, "trackingNumber"),
    )
    read = [number for one in written if (number := tracking_number(CARRIER, one))]
    return next((number for number in read if number in asked), read[0] if read else None)


def _number(number: str, found: Sequence[object], payload: RawPayload) -> Heard:
    """Hear one number. Several results mean that FedEx used it several times: the last counts."""
    errors = [error for result in found for error in children(result, "error") if error]
    fine = [result for result in found if not any(children(result, "error"))]
    if not fine:
        answer = answer_to(number, errors[0] if errors else None)
        return Heard(answers=(answer,))
    last = max(_generation(result) for result in fine)
    of_last = [result for result in fine if _generation(result) == last]
    return heard_parcel(number, last[1], of_last, payload)


def _generation(result: object) -> tuple[str, str]:
    """What orders the uses of a number: the day that FedEx's id of it begins with."""
    name = text(result, "trackingNumberInfo", "trackingNumberUniqueId").upper()
    day = name.partition("~")[0]
    return (day.zfill(_DIGITS) if day.isdecimal() else ""), name
