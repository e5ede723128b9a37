"""Hermes's result codes: about one shipment, about our question, or about the account."""

from collections.abc import Sequence
from typing import Final

from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome, Trouble
from carrier_ingest.carriers.joining import to_each
from carrier_ingest.carriers.reading import children, decoded, text
from carrier_ingest.carriers.statuses import trouble_of
from carrier_ingest.carriers.tokens import refused_login

FINE: Final = frozenset({"", "e000"})
NOT_FOUND: Final = "e001"
BAD_QUESTION: Final = frozenset({"e002", "e005", "e006", "e008", "e009", "e902", "e903"})
_REFUSED: Final = "e900"
_OK: Final = 200
_BAD_REQUEST: Final = 400


def judge(status: int, body: bytes) -> Trouble | None:
    """What an HTTP answer is before it is parsed; a refused question is handed on with its code."""
    value = decoded(body)
    codes = result_codes(value)
    if status == _OK or (status == _BAD_REQUEST and BAD_QUESTION.intersection(codes)):
        return None
    refused = refused_login("Hermes", value)
    return refused or trouble_of("Hermes", status, refused=Advice.NEW_TOKEN)


def result_codes(value: object) -> list[str]:
    """The codes of an error document; none where it is something else."""
    results = children(value, "listOfResultCodes")
    return [code.lower() for result in results if (code := text(result, "code"))]


def heard_error(asked: Sequence[str], codes: Sequence[str]) -> Heard:
    """Hear an error document, whatever HTTP status it came with.

    A question that Hermes cannot read is the number's fault where it asks for one alone.
    """
    code = next((one for one in codes if one not in FINE), codes[0])
    if code == NOT_FOUND:
        return Heard(answers=to_each(asked, Outcome.NOT_FOUND, code=code))
    if code in BAD_QUESTION and len(asked) == 1:
        return Heard(answers=(answer_from(asked[0], code),))
    spoiled = asked if code in BAD_QUESTION else ()
    answers = to_each(spoiled, Outcome.REFUSED, Advice.ASK_APART, code)
    return Heard(trouble=_trouble(code), answers=answers)


def answer_from(number: str, code: str) -> Answer:
    """What a result code says of one number that has no scans."""
    if code in FINE:
        return Answer(number=number, outcome=Outcome.NEWS)
    if code == NOT_FOUND:
        return Answer(number=number, outcome=Outcome.NOT_FOUND, code=code)
    bad = code in BAD_QUESTION
    advice = Advice.STOP_NUMBER if bad else Advice.RETRY_LATER
    return Answer(number=number, outcome=Outcome.REFUSED, advice=advice, code=code)


def _trouble(code: str) -> Trouble:
    if code == _REFUSED:
        detail = "Hermes says the token is missing, expired or without the right"
        return Trouble(advice=Advice.NEW_TOKEN, code=code, detail=detail)
    ours = code in BAD_QUESTION
    detail = "Hermes cannot read our question" if ours else "Hermes has a fault of its own"
    return Trouble(advice=Advice.RETRY_LATER, code=code, detail=detail, alarm=ours)
