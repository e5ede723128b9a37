"""A file of any size, cut at its rows; each block begins with the header again."""

from collections.abc import Iterable, Iterator

from carrier_ingest.carriers.csv.encoding import as_utf8
from carrier_ingest.carriers.csv.head import read_head
from carrier_ingest.carriers.csv.records import records
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.filing import Block
from carrier_ingest.carriers.lines import lines, packed


def blocks(chunks: Iterable[bytes], conventions: Conventions) -> Iterator[Block]:
    """Cut a file; UnusableFileError when its header names too little."""
    source = lines(as_utf8(chunks, conventions.options.get("encoding")))
    head = read_head(source, conventions)
    yield from packed(head.opening, head.repeated, records(source, head.separator))
