"""Our own JSON, one object a scan, for carriers that write to us: pushed, or a file of lines."""

from typing import Final

from carrier_ingest.carriers.dialect import CredentialField, Dialect, Filing, Pushing
from carrier_ingest.carriers.neutral.options import refuses
from carrier_ingest.carriers.own_json import push
from carrier_ingest.carriers.own_json.rows import NAME, blocks, parse

DIALECT: Final = Dialect(
    name=NAME,
    carriers=(),
    mapping_version=1,
    parse=parse,
    fixed_texts=("text",),
    credentials=(
        CredentialField(
            name="push_key",
            meaning=f"what the header {push.KEY_HEADER} of a push has to hold",
            secret=True,
            required=False,
        ),
        CredentialField(
            name="push_signing_key",
            meaning=f"the key of the header {push.SIGNATURE_HEADER}; with one, all are signed",
            secret=True,
            required=False,
        ),
    ),
    pushing=Pushing(
        secrets=(
            "push_key",
            "push_signing_key",
        ),
        accepted_status=202,
        admits=push.admits,
        number=push.pushed_number,
    ),
    filing=Filing(endings=(".jsonl", ".ndjson"), blocks=blocks),
    refuses=refuses,
)
