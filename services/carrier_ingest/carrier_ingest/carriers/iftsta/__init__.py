"""UN/EDIFACT IFTSTA: status reports in files, of whoever the account names."""

from typing import Final

from carrier_ingest.carriers.dialect import Dialect, Filing, RawPayload
from carrier_ingest.carriers.edi.cutting import cutter
from carrier_ingest.carriers.edi.envelope import Envelope
from carrier_ingest.carriers.edi.meanings import refuses
from carrier_ingest.carriers.edi.parcels import Bound, sentences
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.iftsta import estimates, message, statements
from carrier_ingest.carriers.iftsta.statements import NAME, Told
from carrier_ingest.carriers.iftsta.syntax import READER
from carrier_ingest.carriers.timeline import in_order


def parse(payload: RawPayload) -> Heard:
    """Hear a block of a file. Never raises."""
    conventions = payload.conventions
    envelope = Envelope(READER, conventions)
    bound = Bound("a status of an IFTSTA message")
    read = [
        statements.told(one, bound, conventions)
        for whole in envelope.messages(payload.body)
        for one in message.statuses(whole, conventions.carrier)
    ]
    told = [one for one in read if isinstance(one, Told)]
    unread = [one for one in read if isinstance(one, str)]
    said = in_order(one for status in told for one in status.statements)
    return Heard(
        statements=said,
        estimates=tuple(estimates.estimates(told, said, conventions)),
        notes=tuple(one for status in told for one in statements.notes(status)),
        proofs=tuple(one for status in told for one in statements.proofs(status)),
        links=tuple(dict.fromkeys(one for status in told for one in statements.links(status))),
        problems=sentences((*envelope.problems, *unread)),
    )


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(),
    mapping_version=1,
    parse=parse,
    credentials=(),
    fixed_texts=("STS.C555.text", "FTX.AVA.REASON"),
    filing=Filing(endings=(".edi", ".edifact", ".iftsta", ".txt"), blocks=cutter(READER.grammar)),
    refuses=refuses,
)
