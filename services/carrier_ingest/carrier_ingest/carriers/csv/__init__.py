"""CSV files, one row a scan, of carriers that have no interface; our own format."""

from typing import Final

from carrier_ingest.carriers.csv import blocks, options
from carrier_ingest.carriers.csv.rows import NAME, parse
from carrier_ingest.carriers.dialect import Dialect, Filing

DIALECT: Final = Dialect(
    name=NAME,
    carriers=(),
    mapping_version=1,
    parse=parse,
    fixed_texts=("text",),
    credentials=(),
    filing=Filing(endings=(".csv", ".tsv", ".txt"), blocks=blocks.blocks),
    refuses=options.refuses,
)
