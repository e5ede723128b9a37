"""FedEx: Advanced Integrated Visibility by push, Track by tracking number by poll."""

from typing import Final

from carrier_ingest.carriers.dialect import (
    CredentialField,
    Dialect,
    Login,
    Polling,
    Pushing,
    RawPayload,
)
from carrier_ingest.carriers.fedex import answer, asking, errors, push
from carrier_ingest.carriers.fedex.scans import CARRIER, NAME
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.reading import decoded
from carrier_ingest.carriers.tokens import read_token


def parse(payload: RawPayload) -> Heard:
    """Hear a push or an answer to a poll, which hold the same results. Never raises."""
    value = decoded(payload.body)
    if value is None:
        return Heard(problems=("a payload of FedEx is not JSON",))
    return answer.heard_answer(payload, value)


DIALECT: Final = Dialect(
    name=NAME,
    carriers=(CARRIER,),
    mapping_version=1,
    parse=parse,
    fixed_texts=(
        "scanEvents.eventDescription",
        "scanEvents.derivedStatus",
        "latestStatusDetail.description",
    ),
    credentials=(
        CredentialField(name="client_id", meaning="API key of the FedEx developer project"),
        CredentialField(name="client_secret", meaning="its secret key", secret=True),
        CredentialField(
            name="security_token",
            meaning="security token typed into FedEx's webhook page",
            secret=True,
            required=False,
        ),
        CredentialField(
            name="signature_form",
            meaning="hex, if FedEx signs in hexadecimal; else base64",
            required=False,
        ),
    ),
    polling=Polling(
        numbers_per_request=asking.NUMBERS_PER_REQUEST,
        hosts=asking.HOSTS,
        requests=asking.requests,
        authorise=asking.authorise,
        judge=errors.judge,
        login=Login(request=asking.token_request, read=read_token),
    ),
    pushing=Pushing(
        secrets=(
            "security_token",
            "signature_form",
        ),
        admits=push.admits,
        number=push.pushed_number,
    ),
)
