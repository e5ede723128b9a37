"""Documents whose blocks are run: what they do, in turn, and what they print."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PIECE: Final = re.compile(
    r"^<!-- (?P<note>.*?) -->$|^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Block:
    """A block of Python. `notes` are the comments since the block before it, for the test.

    `prints` is the text block right after it; empty when there is none.
    """

    line: int
    code: str
    prints: str
    notes: tuple[str, ...]


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of Python of a page."""
    written = page.read_text()
    pieces = list(_PIECE.finditer(written))
    notes: list[str] = []
    for piece, after in zip(pieces, [*pieces[1:], None], strict=True):
        if piece["note"]:
            notes.append(piece["note"])
        elif piece["language"] == "python":
            line = written.count("\n", 0, piece.start("text"))
            yield Block(line, piece["text"], _shown(written, piece, after), tuple(notes))
            notes = []


def _shown(written: str, piece: re.Match[str], after: re.Match[str] | None) -> str:
    """The text block that follows at once."""
    if after is None or after["language"] != "text":
        return ""
    return "" if written[piece.end() : after.start()].strip() else after["text"]


def prints(block: Block, said: str) -> bool:
    """Whether this is what the page shows; `…` there stands for anything within a line."""
    pattern = re.escape(block.prints).replace("…", "[^\n]*")
    return re.fullmatch(pattern, said) is not None
