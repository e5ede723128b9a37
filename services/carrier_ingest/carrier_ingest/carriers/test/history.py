"""A history of the test carrier: one number, its scans, and the day it is expected.

{"number": …, "expected": {"day": …, "zone": …, "changed": true},
 "scans": [{"code": …, "at": RFC 3339 with an offset, "place": …, "collect_until": …,
            "duties": {"amount": …, "currency": …}, "neighbour": …,
            "withdraws": {"code": …, "at": …}}]}
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final

from waymark_events.ids import ScanId
from waymark_events.numbers import TEST
from waymark_events.values import Place, When

from carrier_ingest.carriers.clock import with_offset
from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.heard import (
    Answer,
    Basis,
    Estimate,
    Heard,
    Note,
    Outcome,
    Statement,
    scan_id,
)
from carrier_ingest.carriers.meanings import meant
from carrier_ingest.carriers.reading import (
    amount,
    child,
    children,
    flag,
    text,
    tracking_number,
)
from carrier_ingest.carriers.spans import whole_day
from carrier_ingest.carriers.tables import Row, by_code
from carrier_ingest.carriers.timeline import in_order

NAME: Final = TEST
CARRIER: Final = TEST


def heard_history(payload: RawPayload, value: object) -> Heard:
    """Read all that can be read of a history."""
    number = tracking_number(CARRIER, text(value, "number"))
    if number is None:
        return Heard(problems=("a payload of the test carrier has no readable number",))
    entries = list(children(value, "scans"))
    said = [(entry, _statement(number, entry)) for entry in entries]
    statements = [statement for _, statement in said if statement is not None]
    unread = len(entries) - len(statements)
    expected = _expected(number, child(value, "expected"))
    return Heard(
        statements=in_order(statements),
        estimates=(expected,) if expected else (),
        notes=tuple(_notes((entry, one) for entry, one in said if one is not None)),
        answers=(Answer(number=number, outcome=Outcome.NEWS),) if number in payload.asked else (),
        problems=(f"{unread} scans of {number} have no code or no time",) if unread else (),
    )


def _statement(number: str, entry: object) -> Statement | None:
    code, when = text(entry, "code"), _when(text(entry, "at"))
    if not code or when is None:
        return None
    row, until = by_code(__package__).get(code), _day(text(entry, "collect_until"))
    meaning, taken = meant(row), child(entry, "withdraws")
    return Statement(
        scan_key=_key(number, code, when),
        carrier=CARRIER,
        number=number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=when,
        code=code,
        place=Place(name=name) if (name := text(entry, "place")) else None,
        text=_phrase(row, code),
        text_language="en",
        pickup_until=until.isoformat() if until else None,
        duties_amount=amount(child(entry, "duties"), "amount"),
        duties_currency=text(entry, "duties", "currency") or None,
        withdraws=_withdrawn(number, taken) if isinstance(taken, Mapping) else None,
    )


def _phrase(row: Row | None, code: str) -> str:
    return row.meaning if row else code


def _key(number: str, code: str, when: When) -> tuple[str, ...]:
    return (NAME, CARRIER, number, when.local, when.zone or "", code)


def _withdrawn(number: str, taken: object) -> ScanId | None:
    when = _when(text(taken, "at"))
    return scan_id(_key(number, text(taken, "code"), when)) if when else None


def _when(written: str) -> When | None:
    try:
        printed = datetime.fromisoformat(written)
    except ValueError:
        return None
    offset = printed.utcoffset()
    return None if offset is None else with_offset(printed.replace(tzinfo=None), offset)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _expected(number: str, node: object) -> Estimate | None:
    zone, day = text(node, "zone"), _day(text(node, "day"))
    if not zone or day is None:
        return None
    return Estimate(
        carrier=CARRIER,
        number=number,
        basis=Basis.REVISED if flag(node, "changed") else Basis.FIRST,
        span=whole_day(day, zone),
    )


def _notes(said: Iterable[tuple[object, Statement]]) -> Iterator[Note]:
    for entry, statement in said:
        if neighbour := text(entry, "neighbour"):
            yield Note(
                carrier=CARRIER,
                number=statement.number,
                scan_id=statement.scan_id,
                neighbour=neighbour,
            )
