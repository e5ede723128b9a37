"""UPS: Track Alert by push, the Track API by poll."""

from typing import Final

from carrier_ingest.carriers.dialect import (
    Channel,
    CredentialField,
    Dialect,
    Login,
    Pages,
    Polling,
    Pushing,
    RawPayload,
)
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.reading import decoded
from carrier_ingest.carriers.tokens import read_token
from carrier_ingest.carriers.ups import asking, errors, pages, poll, push
from carrier_ingest.carriers.ups.statements import CARRIER, NAME


def parse(payload: RawPayload) -> Heard:
    """Hear a push or an answer to a poll. Never raises."""
    value = decoded(payload.body)
    if value is None:
        return Heard(problems=("a payload of UPS is not JSON",))
    if payload.channel == Channel.PUSH:
        return push.heard_push(payload, value)
    return poll.heard_poll(payload, value)


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(CARRIER,),
    mapping_version=1,
    parse=parse,
    fixed_texts=("activityStatus.description", "activity.status.description"),
    credentials=(
        CredentialField(name="client_id", meaning="client id of the UPS developer app"),
        CredentialField(name="client_secret", meaning="its secret", secret=True),
        CredentialField(
            name="merchant_id", meaning="six-character shipper account", required=False
        ),
        CredentialField(
            name="push_client_id", meaning="client id typed into UPS's webhook page", required=False
        ),
        CredentialField(
            name="push_client_secret",
            meaning="client secret typed into UPS's webhook page",
            secret=True,
            required=False,
        ),
    ),
    polling=Polling(
        numbers_per_request=1,
        hosts=asking.HOSTS,
        requests=asking.requests,
        authorise=asking.authorise,
        judge=errors.judge,
        login=Login(request=asking.token_request, read=read_token),
        pages=Pages(missing=pages.missing, request=pages.request),
    ),
    pushing=Pushing(
        accepted_status=200,
        token_lifetime_s=3600,
        admits=push.admits,
        number=push.pushed_number,
    ),
)
