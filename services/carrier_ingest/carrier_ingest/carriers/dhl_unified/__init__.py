"""DHL Shipment Tracking Unified: all divisions of DHL, by push and by poll."""

from typing import Final

from carrier_ingest.carriers.dhl_unified import asking, errors, poll, push
from carrier_ingest.carriers.dhl_unified.services import CARRIERS, NAME, refuses
from carrier_ingest.carriers.dialect import (
    Channel,
    CredentialField,
    Dialect,
    Polling,
    Pushing,
    RawPayload,
)
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.quota import Quota
from carrier_ingest.carriers.reading import decoded

_A_DAY: Final = Quota(requests=250)
"""What a new key may ask for; the account says so where DHL grants more."""


def parse(payload: RawPayload) -> Heard:
    """Hear a push or an answer to a poll. Never raises."""
    value = decoded(payload.body)
    if value is None:
        return Heard(problems=("a payload of DHL is not JSON",))
    if payload.channel == Channel.PUSH:
        return push.heard_push(payload, value)
    return poll.heard_poll(payload, value)


DIALECT: Final = Dialect(
    name=NAME,
    carriers=CARRIERS,
    mapping_version=1,
    parse=parse,
    credentials=(
        CredentialField(name="api_key", meaning="key of the DHL developer app", secret=True),
        CredentialField(
            name="push_token",
            meaning=f"our token that DHL sends in the header {push.HEADER}",
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
        a_second=0.2,
        a_day=_A_DAY,
    ),
    pushing=Pushing(secrets=("push_token",), admits=push.admits, number=push.pushed_number),
    refuses=refuses,
)
