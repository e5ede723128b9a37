"""ANSI X12: what separates stands in the ISA itself; there is no release character."""

from typing import Final

from carrier_ingest.carriers.edi.envelope import Reader
from carrier_ingest.carriers.edi.nesting import Grammar, Level
from carrier_ingest.carriers.edi.segments import Elements, Opening, Syntax, at, separates

_TAG: Final = b"ISA"
_ELEMENTS: Final = 16


def syntax_at(ahead: bytes, advised: Syntax | None) -> Syntax | None:
    """Read the separators off an ISA, by its elements: home-made senders do not pad it."""
    element = ahead[len(_TAG) : len(_TAG) + 1]
    fields = ahead.split(element, _ELEMENTS) if element else []
    if len(fields) <= _ELEMENTS:
        return advised
    marks = (element + fields[_ELEMENTS][:2]).decode("latin-1")
    if len(marks) < len("*>~"):
        return advised
    found = Syntax(element=marks[0], component=marks[1], end=marks[2])
    return found if separates(found) else advised


def split(written: str, syntax: Syntax) -> Elements | None:
    """A segment's elements; the ISA's last one is the component separator and stays as it is."""
    fields = written.removesuffix(syntax.end).split(syntax.element)
    if fields[0] == _TAG.decode():
        return tuple((field,) for field in fields)
    return tuple(tuple(field.split(syntax.component)) for field in fields)


def _charset(opening: Elements) -> str:
    del opening
    return "ascii"


def _message_type(opening: Elements) -> str:
    return at(opening, 1)


def _is_test(opening: Elements) -> bool:
    return at(opening, 15) == "T"


READER: Final = Reader(
    grammar=Grammar(
        name="X12",
        opening=Opening((_TAG,), syntax_at),
        levels=(Level(_TAG, b"IEA", 13), Level(b"GS", b"GE", 6), Level(b"ST", b"SE", 2)),
        part=b"LX",
        status=b"AT7",
    ),
    split=split,
    charset=_charset,
    message_type=_message_type,
    wanted="214",
    sender=6,
    recipient=8,
    is_test=_is_test,
)
