"""DPD's scan files (SCANINFO): a line a scan, columns found by the names in the first line."""

from collections.abc import Iterable, Iterator
from typing import Final

from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.dpd import lines
from carrier_ingest.carriers.filing import Block, UnusableFileError
from carrier_ingest.carriers.heard import Heard, Note, Proof, Refused, Statement
from carrier_ingest.carriers.timeline import in_order

ENDINGS: Final = (".csv", ".txt")
_LARGEST: Final = 256 * 1024


def blocks(chunks: Iterable[bytes], conventions: Conventions) -> Iterator[Block]:
    """Cut a file after whole lines; every block begins with the names of the columns."""
    del conventions
    numbered = enumerate(_whole_lines(chunks), start=1)
    _, header = next(numbered, (1, b""))
    if missing := lines.missing_columns(lines.fields(header)):
        raise UnusableFileError(f"the first line of a file of DPD names no column {missing}")
    body, begins, last = header, 2, 1
    for last, line in numbered:
        if len(body) + len(line) > _LARGEST and last > begins:
            yield Block(body=body, first_line=begins, last_line=last - 1)
            body, begins = header, last
        body += line
    if last >= begins:
        yield Block(body=body, first_line=begins, last_line=last)


def heard_file(payload: RawPayload) -> Heard:
    """Hear the lines of a block, each for itself: one that cannot be read is refused alone."""
    header, *rest = payload.body.split(b"\n")
    names = lines.fields(header)
    if missing := lines.missing_columns(names):
        return Heard(problems=(f"a block of a file of DPD has no column {missing}",))
    said: list[Statement] = []
    beside: dict[str, tuple[Note | None, Proof | None]] = {}
    refused: list[Refused] = []
    for position, written in enumerate(rest, start=payload.first_line):
        line = dict(zip(names, lines.fields(written), strict=False))
        statement = lines.statement(line, payload.conventions)
        if statement is not None:
            said.append(statement)
            beside[statement.scan_id] = (lines.note(line, statement), lines.proof(line, statement))
        elif written.strip():
            refused.append(lines.refusal(position, line))
    return Heard(
        statements=in_order(said),
        notes=tuple(note for note, _ in beside.values() if note),
        proofs=tuple(proof for _, proof in beside.values() if proof),
        refused=tuple(refused),
    )


def _whole_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file with their ends, wherever the chunks were cut."""
    begun: list[bytes] = []
    for chunk in chunks:
        *ended, open_end = chunk.split(b"\n")
        for part in ended:
            yield b"".join((*begun, part, b"\n"))
            begun = []
        begun.append(open_end)
    if rest := b"".join(begun):
        yield rest
