"""Canada Post: tracking details by poll, in XML."""

from typing import Final

from carrier_ingest.carriers.canada_post import asking, errors
from carrier_ingest.carriers.canada_post.answer import heard_answer
from carrier_ingest.carriers.canada_post.document import read_document
from carrier_ingest.carriers.canada_post.occurrences import CARRIER, NAME
from carrier_ingest.carriers.dialect import CredentialField, Dialect, Polling, RawPayload
from carrier_ingest.carriers.heard import Heard


def parse(payload: RawPayload) -> Heard:
    """Hear a detail or a document of messages. Never raises."""
    root = read_document(payload.body)
    if root is None:
        return Heard(problems=("a payload of Canada Post is not XML",))
    return heard_answer(payload, root)


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(CARRIER,),
    mapping_version=1,
    parse=parse,
    fixed_texts=("event-description",),
    credentials=(
        CredentialField(name="user", meaning="user name of the API key pair"),
        CredentialField(name="password", meaning="its password", secret=True),
    ),
    polling=Polling(
        numbers_per_request=1,
        hosts=asking.HOSTS,
        requests=asking.requests,
        authorise=asking.authorise,
        judge=errors.judge,
        # the throttle is set for each key and published nowhere; beyond it a key is shut out for
        # up to a minute
        a_second=1.0,
    ),
)
