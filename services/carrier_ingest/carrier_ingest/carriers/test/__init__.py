"""The test carrier: journeys that we play ourselves, for retailers' test modes."""

from typing import Final

from carrier_ingest.carriers.dialect import Dialect, RawPayload
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.reading import decoded
from carrier_ingest.carriers.test.history import CARRIER, NAME, heard_history


def parse(payload: RawPayload) -> Heard:
    """Hear what was played so far. Never raises."""
    value = decoded(payload.body)
    if value is None:
        return Heard(problems=("a payload of the test carrier is not JSON",))
    return heard_history(payload, value)


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(CARRIER,),
    mapping_version=1,
    parse=parse,
    credentials=(),
    needs_account=False,
)
