"""DPD: the SOAP services of its national systems by poll, scan files (SCANINFO) by file."""

from typing import Final

from carrier_ingest.carriers.dialect import (
    Channel,
    CredentialField,
    Dialect,
    Filing,
    Login,
    Polling,
    RawPayload,
)
from carrier_ingest.carriers.dpd import answer, asking, errors, scaninfo
from carrier_ingest.carriers.dpd.codes import CARRIER, NAME
from carrier_ingest.carriers.dpd.document import read_document
from carrier_ingest.carriers.heard import Heard


def parse(payload: RawPayload) -> Heard:
    """Hear an answer to a poll, or a block of a scan file. Never raises."""
    if payload.channel == Channel.FILE:
        return scaninfo.heard_file(payload)
    root = read_document(payload.body)
    if root is None:
        return Heard(problems=("a payload of DPD is neither XML nor JSON",))
    return answer.heard_answer(payload, root)


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(CARRIER,),
    mapping_version=1,
    parse=parse,
    fixed_texts=("statusInfo.label",),
    credentials=(
        CredentialField(name="delis_id", meaning="DELIS id of the web services' user"),
        CredentialField(name="password", meaning="its password", secret=True),
    ),
    polling=Polling(
        numbers_per_request=1,
        hosts=asking.HOSTS,
        requests=asking.requests,
        authorise=asking.authorise,
        judge=errors.judge,
        login=Login(request=asking.token_request, read=asking.read_token),
        a_second=1.0,
    ),
    filing=Filing(endings=scaninfo.ENDINGS, blocks=scaninfo.blocks),
)
