"""USPS: Subscriptions – Tracking by push, Package Tracking by poll."""

from typing import Final

from carrier_ingest.carriers.asking import bearing
from carrier_ingest.carriers.dialect import (
    CredentialField,
    Dialect,
    Login,
    Polling,
    Pushing,
    RawPayload,
)
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.quota import Quota
from carrier_ingest.carriers.reading import decoded
from carrier_ingest.carriers.usps import answer, asking, errors, push
from carrier_ingest.carriers.usps.events import CARRIER, NAME

_A_DAY: Final = Quota(requests=1_400)
"""USPS's own pages name no figure; users have counted sixty calls an hour, those for tokens too:
one a minute is 1,440 a day, and the rest is for tokens."""
_A_SECOND: Final = 1 / 60


def parse(payload: RawPayload) -> Heard:
    """Hear a push or an answer to a poll, which hold the same details. Never raises."""
    value = decoded(payload.body)
    if value is None:
        return Heard(problems=("a payload of USPS is not JSON",))
    return answer.heard_answer(payload, push.opened(value))


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(CARRIER,),
    mapping_version=1,
    parse=parse,
    fixed_texts=("trackingEvents.eventType",),
    credentials=(
        CredentialField(name="client_id", meaning="consumer key of the USPS developer app"),
        CredentialField(name="client_secret", meaning="its consumer secret", secret=True),
        CredentialField(
            name="subscription_secret",
            meaning="the 32 characters given as `secret` of the subscription",
            secret=True,
            required=False,
        ),
    ),
    polling=Polling(
        numbers_per_request=asking.NUMBERS_PER_REQUEST,
        hosts=asking.HOSTS,
        requests=asking.requests,
        authorise=bearing,
        judge=errors.judge,
        login=Login(request=asking.token_request, read=asking.read_token),
        a_second=_A_SECOND,
        a_day=_A_DAY,
    ),
    pushing=Pushing(
        secrets=("subscription_secret",), admits=push.admits, number=push.pushed_number
    ),
)
