"""Rows of any of our formats, heard: each scan once, whatever the order of the rows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final, TypeVar

from msgspec import Struct
from waymark_events.ordering import own_instant
from waymark_events.vocabulary import Milestone

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.heard import (
    Answer,
    Estimate,
    Heard,
    Outcome,
    Refused,
    Statement,
)
from carrier_ingest.carriers.neutral.estimates import estimate_of
from carrier_ingest.carriers.neutral.fields import (
    LONGEST_FIELD,
    REQUIRED,
    Row,
    WrongCellError,
    refused,
)
from carrier_ingest.carriers.neutral.mapping import meaning_of
from carrier_ingest.carriers.neutral.options import Account, account_of, carrier_code
from carrier_ingest.carriers.neutral.scans import (
    REPLACE,
    WITHDRAW,
    Parcel,
    note_of,
    parcel_of,
    proof_of,
    statement_of,
)
from carrier_ingest.carriers.timeline import as_numbered

_One = TypeVar("_One")
_RANKS: Final = {"": 0, REPLACE: 1, WITHDRAW: 2}
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_MOST_WARNINGS: Final = 20


class Said(Struct, frozen=True, kw_only=True):
    """What one row says of one parcel."""

    row: Row
    parcel: Parcel
    statement: Statement | None = None
    estimate: Estimate | None = None
    warnings: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """A row that withdraws stands above one that replaces, and this above any other."""
        return _RANKS[self.row["correction"].lower()]

    @property
    def place(self) -> tuple[datetime, int, int, int]:
        """Which row speaks later of the same parcel."""
        said = self.statement
        instant, sequence = (own_instant(said.when), said.sequence) if said else (_NEVER, 0)
        return instant, sequence, self.rank, self.row.line


def heard_rows(
    name: str, rows: Iterable[Row | Refused], conventions: Conventions, warnings: Sequence[str] = ()
) -> Heard:
    """Hear rows of the format `name`. One that cannot be taken costs no other."""
    account = account_of(conventions)
    read = [row if isinstance(row, Refused) else _taken(name, row, account) for row in rows]
    said = [one for one in read if isinstance(one, Said)]
    faces = _faces(said)
    doubts = (*warnings, *(words for one in said for words in one.warnings))
    return Heard(
        statements=as_numbered(statement for _, statement in faces),
        estimates=tuple(_estimates(said, faces)),
        notes=_there(note_of(row, statement) for row, statement in faces),
        proofs=_there(proof_of(row, statement) for row, statement in faces),
        answers=tuple(_answers(said)),
        refused=tuple(one for one in read if isinstance(one, Refused)),
        warnings=tuple(dict.fromkeys(doubts))[:_MOST_WARNINGS],
    )


def _taken(name: str, row: Row, account: Account) -> Said | Refused:
    try:
        return _said(name, row, account)
    except WrongCellError as fault:
        return refused(row, fault)


def _said(name: str, row: Row, account: Account) -> Said:
    for field, cell in row.cells.items():
        if len(cell) > LONGEST_FIELD:
            raise WrongCellError(field, f"a field has at most {LONGEST_FIELD} characters")
    for field in REQUIRED:
        if not row[field]:
            raise WrongCellError(field, f"{field} is empty")
    parcel = parcel_of(row, account)
    timeless = not row["occurred_at"] and _needs_no_time(row, account)
    statement = None if timeless else statement_of(name, parcel, row, account)
    warnings = list(_doubts(row, account, statement))
    try:
        estimate = estimate_of(parcel, row, account)
    except WrongCellError as fault:
        estimate = None
        warnings.append(f"line {row.line}: {fault.field} is not taken: {fault}")
    return Said(
        row=row, parcel=parcel, statement=statement, estimate=estimate, warnings=tuple(warnings)
    )


def _needs_no_time(row: Row, account: Account) -> bool:
    meaning = meaning_of(row["code"], account.codes, account.kinds)
    return meaning.milestone in (Milestone.UNKNOWN, Milestone.ANNOUNCED)


def _doubts(row: Row, account: Account, statement: Statement | None) -> Iterator[str]:
    named = row["carrier"]
    if named and not account.carriers and carrier_code(named) != account.carrier:
        yield f"the carrier of rows is not read: the account speaks for {account.carrier} alone"
    if row["country"] and country_code(row["country"]) is None:
        yield f"line {row.line}: the country {row['country'][:40]!r} is not known"
    if statement is None and row["code"].casefold() != Milestone.UNKNOWN:
        yield f"line {row.line}: {row['code'][:40]} without a time is not shown"


def _faces(said: Iterable[Said]) -> list[tuple[Row, Statement]]:
    """Each scan once, by the row that speaks for it: a correction's, else the last."""
    spoken = [(one, one.statement) for one in said if one.statement is not None]
    spoken.sort(key=lambda pair: pair[0].rank)
    return list({statement.scan_key: (one.row, statement) for one, statement in spoken}.values())


def _estimates(said: Iterable[Said], faces: Iterable[tuple[Row, Statement]]) -> Iterator[Estimate]:
    """The newest of each parcel, by the times of the rows; a scan taken back promises nothing."""
    struck = {statement.scan_key for _, statement in faces if statement.withdraws}
    newest: dict[Parcel, Said] = {}
    for one in said:
        gone = one.statement is not None and one.statement.scan_key in struck
        if one.estimate is None or gone:
            continue
        before = newest.get(one.parcel)
        if before is None or before.place <= one.place:
            newest[one.parcel] = one
    yield from (one.estimate for one in newest.values() if one.estimate is not None)


def _answers(said: Iterable[Said]) -> Iterator[Answer]:
    for one in said:
        if one.statement is None and one.row["code"].casefold() == Milestone.UNKNOWN:
            yield Answer(number=one.parcel.number, outcome=Outcome.NOT_FOUND)


def _there(found: Iterable[_One | None]) -> tuple[_One, ...]:
    return tuple(one for one in found if one is not None)
