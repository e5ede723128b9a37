"""JSON Lines: each line is the body of the single route."""

from collections.abc import Iterator
from typing import BinaryIO

from waymark_runtime.faults import Denied

from order.requests.importing.items import Item
from order.requests.importing.lines import MOST_BYTES, lines


def items(file: BinaryIO) -> Iterator[Item]:
    """The lines that are not empty."""
    for line in lines(file):
        content: bytes | Denied
        if line.content is None:
            content = Denied(
                413, "line_too_long", f"a line may have {MOST_BYTES} bytes; split the order"
            )
        elif not line.content.strip():
            continue
        else:
            content = line.content
        size = len(line.content or b"")
        yield Item(line=line.number, last_line=line.number, content=content, size=size)
