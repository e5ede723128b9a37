"""La Poste: Colissimo, letters and Chronopost, by poll of Suivi v2."""

from typing import Final

from carrier_ingest.carriers.colissimo import answer, asking, errors
from carrier_ingest.carriers.colissimo.events import CARRIER, NAME
from carrier_ingest.carriers.dialect import CredentialField, Dialect, Polling, RawPayload
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.reading import decoded

_A_SECOND: Final = 1.6
"""One page of La Poste allows ten calls a second, another a hundred a minute: the fewer counts."""


def parse(payload: RawPayload) -> Heard:
    """Hear an answer to a poll. Never raises."""
    value = decoded(payload.body)
    if value is None:
        return Heard(problems=("a payload of La Poste is not JSON",))
    return answer.heard_answer(payload, value)


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(CARRIER,),
    mapping_version=1,
    parse=parse,
    fixed_texts=("event.label",),
    credentials=(
        CredentialField(name="api_key", meaning="application key (X-Okapi-Key)", secret=True),
    ),
    polling=Polling(
        numbers_per_request=asking.NUMBERS_PER_REQUEST,
        hosts=asking.HOSTS,
        requests=asking.requests,
        authorise=asking.authorise,
        judge=errors.judge,
        a_second=_A_SECOND,
    ),
)
