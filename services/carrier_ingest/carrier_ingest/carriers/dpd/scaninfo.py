"""DPD's scan files (SCANINFO): a line a scan, columns found by the names in the first line."""

from collections.abc import Iterable, Iterator
from typing import Final

from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.dpd import rows
from carrier_ingest.carriers.filing import Block, UnusableFileError
from carrier_ingest.carriers.heard import Heard, Note, Proof, Refused, Statement
from carrier_ingest.carriers.lines import LONGEST_LINE, Line, Record, lines, packed
from carrier_ingest.carriers.timeline import in_order

ENDINGS: Final = (".csv", ".txt")
_BEHIND_THE_HEADER: Final = 2


def blocks(chunks: Iterable[bytes], conventions: Conventions) -> Iterator[Block]:
    """Cut a file after whole lines; every block begins with the names of the columns."""
    del conventions
    numbered = lines(chunks)
    first = next(numbered, Line(1, b""))
    if missing := rows.missing_columns(rows.fields(first.body)):
        raise UnusableFileError(f"the first line of a file of DPD names no column {missing}")
    header = first.body + b"\n"
    yield from packed(header, header, (Record((line,)) for line in numbered))


def heard_file(payload: RawPayload) -> Heard:
    """Hear the lines of a block, each for itself: one that cannot be read is refused alone."""
    header, *rest = payload.body.split(b"\n")
    names = rows.fields(header)
    if missing := rows.missing_columns(names):
        return Heard(problems=(f"a block of a file of DPD has no column {missing}",))
    said: list[Statement] = []
    beside: dict[str, tuple[Note | None, Proof | None]] = {}
    refused: list[Refused] = []
    for position, written in enumerate(rest, start=max(payload.first_line, _BEHIND_THE_HEADER)):
        line = dict(zip(names, rows.fields(written), strict=False))
        whole = len(written) < LONGEST_LINE
        statement = rows.statement(line, payload.conventions) if whole else None
        if statement is not None:
            said.append(statement)
            beside[statement.scan_id] = (rows.note(line, statement), rows.proof(line, statement))
        elif written.strip():
            refused.append(rows.refusal(position, line) if whole else rows.overlong(position))
    return Heard(
        statements=in_order(said),
        notes=tuple(note for note, _ in beside.values() if note),
        proofs=tuple(proof for _, proof in beside.values() if proof),
        refused=tuple(refused),
    )
