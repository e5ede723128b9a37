"""CSV files as tests write them, whole and in blocks."""

from carrier_ingest.carriers import csv
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.filing import Block
from carrier_ingest.carriers.heard import Heard
from dialect_rows import conventions, heard_csv

HEADING = "tracking_number,code,occurred_at,text"
LARGEST = 256 * 1024


def row(number: int, text: str = "") -> str:
    return f"RK{number},accepted,2026-03-10T10:00Z,{text}"


def file(*rows: str, heading: str = HEADING) -> str:
    return "\n".join([heading, *rows]) + "\n"


def numbers(heard: Heard) -> list[str]:
    return sorted(said.number for said in heard.statements)


def blocks(body: bytes, settings: Conventions | None = None, size: int = 10_000) -> list[Block]:
    assert csv.DIALECT.filing is not None
    chunks = (body[start : start + size] for start in range(0, len(body), size))
    return list(csv.DIALECT.filing.blocks(chunks, settings or conventions()))


def block_by_block(body: bytes, settings: Conventions | None = None) -> list[Heard]:
    return [
        heard_csv(block.body, settings, first_line=block.first_line)
        for block in blocks(body, settings)
    ]
