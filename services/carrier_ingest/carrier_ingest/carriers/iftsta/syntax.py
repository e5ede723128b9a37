"""UN/EDIFACT: what separates, how messages nest, and a segment's elements (read by pydifact)."""

from functools import cache
from typing import Final

from pydifact import Characters, Parser, Tokenizer
from pydifact.exceptions import EDISyntaxError

from carrier_ingest.carriers.edi.envelope import Reader
from carrier_ingest.carriers.edi.nesting import Grammar, Level
from carrier_ingest.carriers.edi.segments import ADVICE, Elements, Opening, Syntax, at, separates

_USUAL: Final = Syntax(element="+", component=":", end="'", release="?")
_NO_RELEASE: Final = "\x00"
_CHARSETS: Final = {
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
}


def syntax_at(ahead: bytes, advised: Syntax | None) -> Syntax | None:
    """What UNA says of the interchange it stands before; an interchange without it is as usual."""
    if not ahead.startswith(ADVICE):
        return advised or _USUAL
    said = ahead[3:9]
    if len(said) < len(":+.? '") or not said.isascii():
        return _USUAL
    marks = said.decode()
    found = Syntax(element=marks[1], component=marks[0], end=marks[5], release=marks[3].strip())
    return found if separates(found) else _USUAL


def split(written: str, syntax: Syntax) -> Elements | None:
    """A segment's elements and their components; None where its escapes cannot be read.

    Most segments escape nothing, and need no more than to be split.
    """
    if (syntax.release or _NO_RELEASE) not in written:
        return _plain(written, syntax)
    try:
        tokens = Tokenizer().get_tokens(written, _characters(syntax))
        raw = next(_PARSER.convert_tokens_to_raw_segments(tokens), None)
    except EDISyntaxError:
        return None
    if raw is None:
        return None
    return tuple((one,) if isinstance(one, str) else tuple(one) for one in raw)


def _plain(written: str, syntax: Syntax) -> Elements | None:
    """As pydifact reads it: empty components at the end of an element are as if not there."""
    inside = written.removesuffix(syntax.end)
    if not inside or inside == written:
        return None
    return tuple(_components(field, syntax.component) for field in inside.split(syntax.element))


def _components(field: str, between: str) -> tuple[str, ...]:
    return tuple(field.rstrip(between).split(between)) if between in field else (field,)


def _charset(opening: Elements) -> str:
    return _CHARSETS.get(at(opening, 1).upper(), "ascii")


def _is_test(opening: Elements) -> bool:
    return at(opening, 11) == "1"


def _message_type(opening: Elements) -> str:
    return at(opening, 2)


@cache
def _characters(syntax: Syntax) -> Characters:
    release = syntax.release or _NO_RELEASE
    return Characters.from_str(f"{syntax.component}{syntax.element}.{release} {syntax.end}")


_PARSER: Final = Parser()
READER: Final = Reader(
    grammar=Grammar(
        name="EDIFACT",
        opening=Opening((ADVICE, b"UNB"), syntax_at),
        levels=(Level(b"UNB", b"UNZ", 5), Level(b"UNG", b"UNE", 5), Level(b"UNH", b"UNT", 1)),
        part=b"CNI",
        status=b"STS",
    ),
    split=split,
    charset=_charset,
    message_type=_message_type,
    wanted="IFTSTA",
    sender=2,
    recipient=3,
    is_test=_is_test,
)
