"""ANSI X12 214: status reports in files, of whoever the account names."""

from typing import Final

from carrier_ingest.carriers.dialect import Dialect, Filing, RawPayload
from carrier_ingest.carriers.edi.cutting import cutter
from carrier_ingest.carriers.edi.envelope import Envelope
from carrier_ingest.carriers.edi.meanings import refuses
from carrier_ingest.carriers.edi.parcels import Bound, sentences
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.timeline import in_order
from carrier_ingest.carriers.x12_214 import estimates, message, statements
from carrier_ingest.carriers.x12_214.statements import NAME, Told
from carrier_ingest.carriers.x12_214.syntax import READER


def parse(payload: RawPayload) -> Heard:
    """Hear a block of a file. Never raises."""
    conventions = payload.conventions
    envelope = Envelope(READER, conventions)
    bound = Bound("an AT7 of a 214")
    read = [
        statements.told(one, bound, conventions)
        for whole in envelope.messages(payload.body)
        for one in message.statuses(whole)
    ]
    told = [one for one in read if isinstance(one, Told)]
    said = in_order(one for status in told for one in status.statements)
    unread = [one for one in read if isinstance(one, str)]
    odd = [sentence for status in told for sentence in status.odd]
    return Heard(
        statements=said,
        estimates=tuple(estimates.estimates(told, said, conventions)),
        notes=tuple(one for status in told for one in statements.notes(status)),
        proofs=tuple(one for status in told for one in statements.proofs(status)),
        links=tuple(dict.fromkeys(one for status in told for one in statements.links(status))),
        problems=sentences((*envelope.problems, *unread)),
        warnings=sentences(odd),
    )


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(),
    mapping_version=1,
    parse=parse,
    credentials=(),
    filing=Filing(endings=(".edi", ".x12", ".214", ".txt"), blocks=cutter(READER.grammar)),
    refuses=refuses,
)
