"""What the product understands of a payload, as plain lines for the person who mends a mapping.

Nothing is stored and nobody is asked. Names and free texts are left out, as they are everywhere
but on the private topic.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from carrier_ingest.carriers.dialect import Channel, Conventions, Dialect, RawPayload
from carrier_ingest.carriers.heard import Estimate, Heard, Outcome, Proof, Refused, Statement
from msgspec import structs
from waymark_events.values import Place, When

Line = dict[str, Any]
_MOST_WORDS: Final = 1_000
_SOMEBODY: Final = "?"
"""Asked for where a payload names no number: a poll's "not found" answers whoever was asked."""


def lines(
    dialect: Dialect, body: bytes, channel: Channel | None, conventions: Conventions
) -> Iterator[Line]:
    """Each thing heard as a line; without a channel, by the one in which most is heard."""
    heard = best(dialect, body, channel, conventions)
    yield from map(_scan, heard.statements)
    yield from map(_estimate, heard.estimates)
    yield from map(_proof, heard.proofs)
    for link in heard.links:
        yield {
            "kind": "link",
            "number": link.number,
            "link": link.kind,
            "to": {"carrier": link.successor_carrier, "number": link.successor},
        }
    for bell in heard.bells:
        yield {"kind": "bell", "number": bell.number}
    yield from _faults(heard)


def _faults(heard: Heard) -> Iterator[Line]:
    """What was not found, refused or not readable."""
    for answer in heard.answers:
        if answer.outcome != Outcome.NEWS:
            number = _named(answer.number)
            kind = "not_found" if answer.outcome == Outcome.NOT_FOUND else "error"
            told = {"code": answer.code, "detail": answer.detail, "advice": answer.advice}
            yield {"kind": kind, "number": number, **told}
    if (trouble := heard.trouble) is not None:
        told = {"code": trouble.code, "detail": trouble.detail, "advice": trouble.advice}
        yield {"kind": "error", "number": None, **told}
    for problem in heard.problems:
        yield {"kind": "error", "number": None, "code": None, "detail": problem}
    for warning in heard.warnings:
        yield {"kind": "warning", "detail": warning}
    yield from map(_refused, heard.refused)


def best(dialect: Dialect, body: bytes, channel: Channel | None, conventions: Conventions) -> Heard:
    """What is heard by the channel named, or by the one by which most is."""
    channels: Sequence[Channel] = (channel,) if channel else dialect.channels or (Channel.POLL,)
    tried = [_heard(dialect, body, one, conventions) for one in channels]
    return max(tried, key=_worth)


def _heard(dialect: Dialect, body: bytes, channel: Channel, conventions: Conventions) -> Heard:
    payload = RawPayload(body=body, channel=channel, conventions=conventions)
    heard = dialect.parse(payload)
    if _says_something(heard) or channel != Channel.POLL:
        return heard
    somebody = dialect.parse(structs.replace(payload, asked=(_SOMEBODY,)))
    if _says_something(somebody):
        return somebody
    anybody = dialect.parse(structs.replace(payload, asked=_words(body)))
    # most of the words were no numbers: that nothing is said about them is no news
    return structs.replace(anybody, problems=heard.problems)


def _says_something(heard: Heard) -> bool:
    refused = any(answer.outcome != Outcome.NEWS for answer in heard.answers)
    return bool(heard.statements or heard.estimates or refused)


def _words(body: bytes) -> tuple[str, ...]:
    """Whatever may be a number in a payload: who asked for it is answered by it."""
    found = re.findall(rb"[0-9A-Z]{8,40}", body)
    return tuple(dict.fromkeys(word.decode() for word in found))[:_MOST_WORDS]


def _worth(heard: Heard) -> tuple[int, int, int]:
    said = len(heard.statements) + len(heard.estimates) + len(heard.proofs) + len(heard.bells)
    answered = len(heard.answers) + (heard.trouble is not None)
    return said, answered, -len(heard.problems) - len(heard.refused)


def _named(number: str) -> str | None:
    return None if number == _SOMEBODY else number


def _scan(said: Statement) -> Line:
    return {
        "kind": "scan",
        "number": _named(said.number),
        "milestone": said.milestone,
        "reason": said.reason,
        "occurred_at": occurred_at(said.when),
        "certainty": said.when.certainty,
        "printed": said.when.local,
        "place": _place(said.place or Place(), said.postcode),
        "code": said.code,
        "text": said.text,
        "scan_id": said.scan_id,
        "role": said.kind,
        **_more(said),
    }


def _more(said: Statement) -> Line:
    """What few scans have, named as in the stream."""
    found = {
        "pickup_until": said.pickup_until,
        "duties_amount": said.duties_amount,
        "duties_currency": said.duties_currency,
        "withdraws": said.withdraws,
        "withdraws_codes": list(said.withdraws_codes),
        "hidden": said.hidden,
    }
    return {name: value for name, value in found.items() if value}


def _place(place: Place, postcode: str | None) -> Line:
    city = place.city or place.name
    return {"city": city, "region": place.region, "postcode": postcode, "country": place.country}


def occurred_at(when: When) -> str:
    """The local time with its offset; as it was printed where no zone is known for sure."""
    if when.instant is None or "T" not in when.local:
        return when.local
    printed = datetime.fromisoformat(when.local)
    offset = printed - when.instant.astimezone(UTC).replace(tzinfo=None)
    whole = timedelta(minutes=round(offset.total_seconds() / 60))
    return printed.replace(tzinfo=timezone(whole)).isoformat()


def _estimate(said: Estimate) -> Line:
    span = said.span
    told = {"kind": "estimate", "number": _named(said.number), "basis": said.basis}
    if span is None:
        return told
    return {
        **told,
        "from": span.from_,
        "to": span.to,
        "precision": span.precision,
        "zone": span.zone,
    }


def _proof(proof: Proof) -> Line:
    return {
        "kind": "proof",
        "number": _named(proof.number),
        "means": list(proof.means),
        "location": proof.location,
        "occurred_at": occurred_at(proof.when) if proof.when else None,
        "scan_id": proof.scan_id,
    }


def _refused(one: Refused) -> Line:
    told = {"line": one.line, "field": one.field, "value": one.value}
    return {"kind": "error", "number": None, "code": None, "detail": one.problem, **told}
