"""Bring and Posten Norge: Event Cast rings, the Tracking API tells."""

from typing import Final

from carrier_ingest.carriers.bring import asking, errors, poll, push
from carrier_ingest.carriers.bring.events import CARRIER, NAME
from carrier_ingest.carriers.dialect import (
    Channel,
    CredentialField,
    Dialect,
    Polling,
    Pushing,
    RawPayload,
)
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.reading import decoded


def parse(payload: RawPayload) -> Heard:
    """Hear a push or an answer to a poll. Never raises."""
    value = decoded(payload.body)
    if value is None:
        return Heard(problems=("a payload of Bring is not JSON",))
    if payload.channel == Channel.PUSH:
        return push.heard_push(value)
    return poll.heard_poll(payload, value)


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(CARRIER,),
    mapping_version=1,
    parse=parse,
    fixed_texts=("eventSet.description",),
    credentials=(
        CredentialField(name="api_uid", meaning="user of Mybring, an e-mail address"),
        CredentialField(name="api_key", meaning="that user's API key", secret=True),
        CredentialField(
            name="client_url", meaning="address of your shop, told to Bring", required=False
        ),
        CredentialField(
            name="push_header",
            meaning="header set at the Event Cast subscription, else X-Hook-Token",
            required=False,
        ),
        CredentialField(
            name="push_secret", meaning="its value, of your making", secret=True, required=False
        ),
    ),
    polling=Polling(
        numbers_per_request=1,
        hosts=asking.HOSTS,
        requests=asking.requests,
        authorise=asking.authorise,
        judge=errors.judge,
        a_second=1.0,
    ),
    pushing=Pushing(
        secrets=(
            "push_header",
            "push_secret",
        ),
        admits=push.admits,
        number=push.pushed_number,
    ),
)
