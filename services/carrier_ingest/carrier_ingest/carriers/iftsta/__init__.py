"""UN/EDIFACT IFTSTA: status reports in files, of whoever the account names."""

from collections.abc import Iterable, Iterator
from typing import Final

from carrier_ingest.carriers.dialect import Conventions, Dialect, Filing, RawPayload
from carrier_ingest.carriers.edi.cutting import blocks
from carrier_ingest.carriers.edi.envelope import Envelope
from carrier_ingest.carriers.edi.meanings import refuses
from carrier_ingest.carriers.filing import Block
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.iftsta import estimates, message, statements
from carrier_ingest.carriers.iftsta.statements import NAME, Told
from carrier_ingest.carriers.iftsta.syntax import READER
from carrier_ingest.carriers.timeline import in_order


def parse(payload: RawPayload) -> Heard:
    """Hear a block of a file. Never raises."""
    conventions = payload.conventions
    envelope = Envelope(READER, conventions)
    listed = [one for whole in envelope.messages(payload.body) for one in message.statuses(whole)]
    read = [statements.told(one, conventions) for one in listed if one.status is not None]
    told = [one for one in read if isinstance(one, Told)]
    unread = [one for one in read if isinstance(one, str)]
    alone = [one for one in listed if one.status is None]
    said = in_order(one for status in told for one in status.statements)
    return Heard(
        statements=said,
        estimates=tuple(estimates.estimates(told, alone, said, conventions)),
        notes=tuple(one for status in told for one in statements.notes(status)),
        proofs=tuple(one for status in told for one in statements.proofs(status)),
        links=tuple(dict.fromkeys(one for status in told for one in statements.links(status))),
        problems=tuple(dict.fromkeys((*envelope.problems, *unread))),
    )


def _blocks(chunks: Iterable[bytes], conventions: Conventions) -> Iterator[Block]:
    del conventions
    return blocks(chunks, READER.grammar)


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(),
    mapping_version=1,
    parse=parse,
    credentials=(),
    fixed_texts=("STS.C555.text", "FTX.AVA.REASON"),
    filing=Filing(endings=(".edi", ".edifact", ".iftsta", ".txt"), blocks=_blocks),
    refuses=refuses,
)
