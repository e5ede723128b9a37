"""Long EDI files for tests, and what is heard in their blocks."""

from collections.abc import Iterator

from carrier_ingest.carriers import iftsta, x12_214
from dialect_edi_payloads import UNB, heard, in_blocks, message

KIB = 1024
LARGEST = 256 * KIB
WORDS = "FTX+ACD+++" + ":".join(["X" * 450] * 5)


def parcel(at: int, words: str = WORDS) -> list[str]:
    return [f"CNI+{at}", "STS+1+13", f"RFF+CW:0034{at:08}", "DTM+78:202603101705:203", words]


def many(count: int) -> Iterator[str]:
    yield UNB
    for at in range(count):
        yield message(*parcel(at), reference=str(at))
    yield f"UNZ+{count}+481'"


def numbers_in(dialect: str, chunks: Iterator[str]) -> list[str]:
    which = {"iftsta": iftsta.DIALECT, "x12_214": x12_214.DIALECT}[dialect]
    found = []
    for body, _, _ in in_blocks(which, (one.encode() for one in chunks)):
        said = heard(which, body)
        assert said.problems == ()
        assert len(body) <= LARGEST
        found += sorted(one.number for one in said.statements)
    return found
