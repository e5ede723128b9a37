"""FedEx's errors: which are about a number, which about us, which about FedEx itself."""

from collections.abc import Sequence
from typing import Final

from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome, Trouble
from carrier_ingest.carriers.joining import in_trouble, to_each
from carrier_ingest.carriers.reading import children, decoded, text
from carrier_ingest.carriers.statuses import trouble_among, trouble_of

_NOT_FOUND: Final = "NOTFOUND"
_TROUBLES: Final = {
    "NOT.AUTHORIZED.ERROR": (Advice.NEW_TOKEN, "FedEx says the token is not valid any more"),
    "FORBIDDEN.ERROR": (Advice.STOP_ACCOUNT, "FedEx lets this account not ask for tracking"),
    "INTERNAL.SERVER.ERROR": (Advice.RETRY_LATER, "FedEx has a fault of its own"),
    "SERVICE.UNAVAILABLE.ERROR": (Advice.RETRY_LATER, "FedEx has a fault of its own"),
}
_REFUSED: Final = Trouble(
    advice=Advice.STOP_ACCOUNT,
    code="credentials",
    detail="FedEx refuses the API key and secret key of this account",
    alarm=True,
)
_OK: Final = 200
_BAD_REQUEST: Final = 400
_UNAUTHORISED: Final = 401


def judge(status: int, body: bytes) -> Trouble | None:
    """What an HTTP answer is before it is parsed; errors of the whole call may come with 200.

    A wrong key has the code of a token that ran out: their words tell them apart.
    """
    value = decoded(body)
    if status == _UNAUTHORISED and _names_credentials(value):
        return _REFUSED
    codes = codes_of(value)
    known = trouble_among(codes, _TROUBLES)
    if known is not None or status == _OK or (status == _BAD_REQUEST and codes):
        return known
    return trouble_of("FedEx", status)


def heard_errors(asked: Sequence[str], codes: Sequence[str]) -> Heard:
    """An answer that is an error: about the account if one of its codes is, else our question."""
    trouble = trouble_among(codes, _TROUBLES)
    if trouble is not None:
        return in_trouble(asked, trouble)
    return Heard(
        answers=to_each(asked, Outcome.REFUSED, Advice.RETRY_LATER, codes[0]),
        problems=(f"FedEx answered with an error we do not know: {codes[0]}",),
    )


def answer_to(number: str, error: object) -> Answer:
    """What an error beside a number says of it. A fresh label is "not found" too."""
    code = text(error, "code").upper()
    if code.endswith(_NOT_FOUND):
        return Answer(number=number, outcome=Outcome.NOT_FOUND, code=code)
    return Answer(
        number=number,
        outcome=Outcome.REFUSED,
        advice=Advice.RETRY_LATER,
        code=code or None,
        detail=text(error, "message") or None,
    )


def codes_of(value: object) -> list[str]:
    """The codes of errors about the whole call."""
    return [code.upper() for error in children(value, "errors") if (code := text(error, "code"))]


def _names_credentials(value: object) -> bool:
    return any("credentials" in text(e, "message").lower() for e in children(value, "errors"))
