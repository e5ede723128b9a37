"""DHL Parcel DE: German parcels and those sent out of Germany, by poll in XML."""

from typing import Final

from carrier_ingest.carriers.dhl_parcel_de import asking, errors
from carrier_ingest.carriers.dhl_parcel_de.answer import heard_answer
from carrier_ingest.carriers.dhl_parcel_de.document import read_document
from carrier_ingest.carriers.dhl_parcel_de.events import CARRIER, NAME
from carrier_ingest.carriers.dialect import CredentialField, Dialect, Polling, RawPayload
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.quota import Quota

_A_DAY: Final = Quota(requests=1_000, numbers=10_000)
"""DHL's own pages are silent about it; those who ran into it report that beyond it the address is
blocked. A thousand requests of twenty are twice its numbers: the numbers are the nearer limit.
"""


def parse(payload: RawPayload) -> Heard:
    """Hear an answer to a poll. Never raises."""
    root = read_document(payload.body)
    if root is None:
        return Heard(problems=("a payload of DHL Parcel DE is not XML",))
    return heard_answer(payload, root)


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(CARRIER,),
    mapping_version=1,
    parse=parse,
    fixed_texts=("event-short-status",),
    credentials=(
        CredentialField(name="api_key", meaning="API key of the DHL developer app"),
        CredentialField(name="api_secret", meaning="its secret", secret=True),
        CredentialField(name="user", meaning="tracking user of the business portal (zt…)"),
        CredentialField(name="password", meaning="the tracking user's password", secret=True),
    ),
    polling=Polling(
        numbers_per_request=asking.NUMBERS_PER_REQUEST,
        hosts=asking.HOSTS,
        requests=asking.requests,
        authorise=asking.authorise,
        judge=errors.judge,
        a_second=3.0,
        a_day=_A_DAY,
    ),
)
