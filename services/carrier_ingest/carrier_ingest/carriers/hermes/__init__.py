"""Hermes Germany: the shipment information API, by poll."""

from typing import Final

from carrier_ingest.carriers.asking import bearing
from carrier_ingest.carriers.dialect import CredentialField, Dialect, Login, Polling, RawPayload
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.hermes import asking, errors
from carrier_ingest.carriers.hermes.answer import heard_answer
from carrier_ingest.carriers.hermes.events import CARRIER, NAME
from carrier_ingest.carriers.reading import decoded
from carrier_ingest.carriers.tokens import read_token


def parse(payload: RawPayload) -> Heard:
    """Hear an answer to a poll. Never raises."""
    value = decoded(payload.body)
    if value is None:
        return Heard(problems=("a payload of Hermes is not JSON",))
    return heard_answer(payload, value)


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(CARRIER,),
    mapping_version=1,
    parse=parse,
    fixed_texts=("status.description",),
    credentials=(
        CredentialField(name="client_id", meaning="client id of the Hermes API"),
        CredentialField(name="client_secret", meaning="its secret", secret=True),
        CredentialField(name="username", meaning="API user of the Hermes account"),
        CredentialField(name="password", meaning="the user's password", secret=True),
    ),
    polling=Polling(
        numbers_per_request=asking.NUMBERS_PER_REQUEST,
        hosts=asking.HOSTS,
        requests=asking.requests,
        authorise=bearing,
        judge=errors.judge,
        login=Login(
            request=asking.token_request, read=read_token, base_url=asking.where_tokens_are
        ),
        a_second=1.0,
    ),
)
