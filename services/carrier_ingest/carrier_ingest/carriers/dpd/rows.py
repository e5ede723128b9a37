"""One line of a scan file, made into a statement and what stands beside it."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from waymark_events.values import Place, When
from waymark_events.vocabulary import REASONS, fits

from carrier_ingest.carriers.clock import Whereabouts, local_time
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.dpd.codes import CARRIER, NAME, meaning_of
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.heard import Note, Proof, Refused, Statement
from carrier_ingest.carriers.meanings import Meaning
from carrier_ingest.carriers.reading import tidy, tracking_number
from carrier_ingest.carriers.spans import AT_THE_DESTINATION

_NUMBER, _SCAN, _TIME = "PARCELNO", "SCAN_CODE", "SCAN_DATE_TIME"
_CAUSE: Final = "ADD_SERVICE_1"
_HAS_A_CAUSE: Final = frozenset({"04", "06", "08", "09", "14"})
_CODE: Final = re.compile(r"[0-9A-Za-z]{1,8}")
_MOMENT: Final = re.compile(r"[0-9]{8}(?:[0-9]{6})?")
_SHOWN: Final = 40

Line = Mapping[str, str]


def fields(written: bytes) -> list[str]:
    """The fields of a line. UTF-8 as agreed, else Latin-1, in which any bytes are letters."""
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = written.decode("latin-1")
    return [tidy(field).strip('"') for field in text.split(";")]


def missing_columns(names: Sequence[str]) -> str:
    """The columns without which no line says anything; "" when all are there."""
    return ", ".join(name for name in (_NUMBER, _SCAN, _TIME) if name not in names)


def statement(line: Line, conventions: Conventions) -> Statement | None:
    """Say what a scan means; None where its number, code or day cannot be read."""
    number, code = tracking_number(CARRIER, line.get(_NUMBER, "")), _code(line.get(_SCAN, ""))
    printed = _moment(line.get(_TIME, ""))
    if number is None or not code or printed is None:
        return None
    cause, depot = _code(line.get(_CAUSE, "")), _code(line.get("DEPOT_CODE", ""))
    meaning = _meaning(code, cause, conventions)
    country = _country(meaning, line)
    return Statement(
        scan_key=(NAME, CARRIER, number, "scan", code, line[_TIME], depot, cause),
        carrier=CARRIER,
        number=number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=_when(printed, country, line, conventions),
        code=f"{code}/{cause}" if cause else code,
        place=_place(depot, country),
    )


def note(line: Line, said: Statement) -> Note | None:
    """Who took it, and the texts, which may hold anything."""
    words = tidy(" ".join((line.get("INFO_TEXT", ""), line.get("LOCATION", ""))))
    receiver = line.get("RECEIVER_NAME", "")
    if not words and not receiver:
        return None
    return Note(
        carrier=CARRIER,
        number=said.number,
        scan_id=said.scan_id,
        receiver=receiver or None,
        free_text=words or None,
    )


def proof(line: Line, said: Statement) -> Proof | None:
    """That DPD keeps a picture of the proof; where it lies is nobody else's affair."""
    if not line.get("POD_IMAGE_REF"):
        return None
    return Proof(
        carrier=CARRIER,
        number=said.number,
        means=("document",),
        when=said.when,
        scan_id=said.scan_id,
    )


def refusal(position: int, line: Line) -> Refused:
    """Which field of a line could not be read."""
    readable = {
        _NUMBER: tracking_number(CARRIER, line.get(_NUMBER, "")),
        _SCAN: _code(line.get(_SCAN, "")),
    }
    field = next((name for name, found in readable.items() if not found), _TIME)
    wanted = {
        _NUMBER: "a parcel number of letters and digits",
        _SCAN: "a scan code of up to eight letters and digits",
        _TIME: "a time as YYYYMMDDHHMMSS",
    }
    value = line.get(field, "")[:_SHOWN]
    return Refused(line=position, field=field, value=value, problem=f"{wanted[field]} is needed")


def overlong(position: int) -> Refused:
    """A line that is longer than any may be: its end was not kept."""
    problem = "a line of at most 128 KiB is needed"
    return Refused(line=position, field=_NUMBER, value="", problem=problem)


def _meaning(code: str, cause: str, conventions: Conventions) -> Meaning:
    """What the code says; the cause beside it where the account says what that number means."""
    meaning = meaning_of(code)
    told = conventions.options.get(f"cause_{cause}", "") if code in _HAS_A_CAUSE else ""
    if told not in REASONS or fits(meaning.milestone, told):
        return meaning
    return msgspec.structs.replace(meaning, reason=told)


def _country(meaning: Meaning, line: Line) -> str | None:
    """A file names no depot's country; the recipient's is that of the scans made there."""
    there = meaning.milestone in AT_THE_DESTINATION
    return country_code(line.get("RCOUNTRY", "")) if there else None


def _place(depot: str, country: str | None) -> Place | None:
    named = f"DPD {depot}" if depot else None
    return Place(name=named, country=country) if named or country else None


def _when(printed: datetime, country: str | None, line: Line, conventions: Conventions) -> When:
    """By the recipient's clock once the parcel is there, else by the account's: no depot's zone."""
    where = Whereabouts(
        country=country,
        postcode=line.get("CONSIGNEE_ZIP", ""),
        account_zone=conventions.zone,
    )
    has_hour = len(line[_TIME]) > len("YYYYMMDD")
    return local_time(printed.date(), printed.time() if has_hour else None, where)


def _moment(written: str) -> datetime | None:
    if _MOMENT.fullmatch(written) is None:
        return None
    try:
        return datetime.fromisoformat(f"{written[:8]}T{written[8:] or '000000'}")
    except ValueError:
        return None


def _code(written: str) -> str:
    """A code as the table has it: a spreadsheet may have eaten the zero of `04`."""
    bare = written.upper() if _CODE.fullmatch(written) else ""
    return bare.zfill(2) if bare.isdecimal() else bare
