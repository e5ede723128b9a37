"""GLS: ECI Track & Trace V1, by poll."""

from typing import Final

from carrier_ingest.carriers.asking import bearing
from carrier_ingest.carriers.dialect import CredentialField, Dialect, Login, Polling, RawPayload
from carrier_ingest.carriers.gls import asking, errors
from carrier_ingest.carriers.gls.answer import heard_answer
from carrier_ingest.carriers.gls.events import CARRIER, NAME
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.quota import Quota
from carrier_ingest.carriers.reading import decoded
from carrier_ingest.carriers.tokens import read_token


def parse(payload: RawPayload) -> Heard:
    """Hear an answer to a poll. Never raises."""
    value = decoded(payload.body)
    if value is None:
        return Heard(problems=("a payload of GLS is not JSON",))
    return heard_answer(payload, value)


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(CARRIER,),
    mapping_version=1,
    parse=parse,
    fixed_texts=("events.description",),
    credentials=(
        CredentialField(name="client_id", meaning="client id of the GLS developer app"),
        CredentialField(name="client_secret", meaning="its secret", secret=True),
    ),
    polling=Polling(
        numbers_per_request=asking.NUMBERS_PER_REQUEST,
        hosts=asking.HOSTS,
        requests=asking.requests,
        authorise=bearing,
        judge=errors.judge,
        login=Login(request=asking.token_request, read=read_token),
        a_day=Quota(requests=500),
    ),
)
