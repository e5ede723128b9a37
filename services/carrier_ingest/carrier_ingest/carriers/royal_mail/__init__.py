"""Royal Mail: the Tracking API by poll, in JSON."""

from typing import Final

from carrier_ingest.carriers.dialect import CredentialField, Dialect, Pages, Polling, RawPayload
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.quota import Quota
from carrier_ingest.carriers.reading import decoded
from carrier_ingest.carriers.royal_mail import asking, errors, histories
from carrier_ingest.carriers.royal_mail.answer import heard_answer
from carrier_ingest.carriers.royal_mail.scans import CARRIER, NAME

_A_DAY: Final = Quota(requests=50)
"""The smallest plan that may be used for real parcels; an account with a larger one says so."""


def parse(payload: RawPayload) -> Heard:
    """Hear a summary of many items or the history of one. Never raises."""
    value = decoded(payload.body)
    if value is None:
        return Heard(problems=("a payload of Royal Mail is not JSON",))
    return heard_answer(payload, value)


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(CARRIER,),
    mapping_version=1,
    parse=parse,
    fixed_texts=("events.eventName", "summary.lastEventName"),
    credentials=(
        CredentialField(name="client_id", meaning="client id of the Royal Mail developer app"),
        CredentialField(name="client_secret", meaning="its secret", secret=True),
    ),
    polling=Polling(
        numbers_per_request=asking.NUMBERS_PER_REQUEST,
        hosts=asking.HOSTS,
        requests=asking.requests,
        authorise=asking.authorise,
        judge=errors.judge,
        pages=Pages(missing=histories.missing, request=histories.request),
        a_day=_A_DAY,
    ),
)
