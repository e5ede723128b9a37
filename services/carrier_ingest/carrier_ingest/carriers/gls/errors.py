"""GLS's errors: on a number, on our question, or on the account; the last in another shape."""

from collections.abc import Sequence
from typing import Final

from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome, Trouble
from carrier_ingest.carriers.joining import to_each
from carrier_ingest.carriers.reading import child, decoded, text
from carrier_ingest.carriers.statuses import trouble_of
from carrier_ingest.carriers.tokens import refused_login

NOT_FOUND: Final = "E_404_01"
_OUR_FAULT: Final = "E_400"
_EXPIRED: Final = "steps.jwt."
_TOO_MANY: Final = "policies.ratelimit."
_IN_A_ROW: Final = 3
_OK: Final = 200
_BAD_REQUEST: Final = 400


def judge(status: int, body: bytes) -> Trouble | None:
    """What an HTTP answer is before it is parsed; its body may be HTML. 400 is handed on."""
    value = decoded(body)
    if (known := fault_of(value) or refused_login("GLS", value)) is not None:
        return known
    if status == _OK or (status == _BAD_REQUEST and problem_code(value)):
        return None
    return trouble_of("GLS", status, refused=Advice.NEW_TOKEN)


def fault_of(value: object) -> Trouble | None:
    """What the gateway in front of GLS says of the account, whatever HTTP status it came with."""
    fault = child(value, "fault")
    code = text(fault, "detail", "errorcode")
    if fault is None:
        return None
    if code.startswith(_EXPIRED):
        detail = "GLS says the token has ended or is none"
        return Trouble(advice=Advice.NEW_TOKEN, code=code, detail=detail)
    if code.startswith(_TOO_MANY):
        detail = "the requests that GLS allows this account are used up"
        return Trouble(
            advice=Advice.RETRY_LATER, code=code, detail=detail, alarm=True, patience=_IN_A_ROW
        )
    detail = "GLS's gateway has a fault of its own"
    return Trouble(advice=Advice.RETRY_LATER, code=code or "fault", detail=detail)


def problem_code(value: object) -> str:
    """The code of a problem document (`type`, `title`, `status`, `detail`); "" where it is none.

    In which of its texts GLS puts the code is not written down.
    """
    if child(value, "title") is None and child(value, "detail") is None:
        return ""
    words = " ".join(text(value, key) for key in ("errorCode", "code", "type", "title", "detail"))
    found = next((word for word in words.replace("/", " ").split() if word[:2] == "E_"), "")
    return found.rstrip(".:,;") or f"problem {text(value, 'status')}".strip()


def heard_problem(asked: Sequence[str], code: str) -> Heard:
    """Hear a problem document: the number's fault where it asks for one alone, else ours."""
    ours = not code.startswith(("E_5", "problem 5"))
    if code == NOT_FOUND or (ours and len(asked) == 1):
        return Heard(answers=tuple(answer_from(number, code) for number in asked))
    detail = "GLS cannot read our question" if ours else "GLS has a fault of its own"
    trouble = Trouble(advice=Advice.RETRY_LATER, code=code, detail=detail, alarm=ours)
    spoiled = to_each(asked if ours else (), Outcome.REFUSED, Advice.ASK_APART, code)
    return Heard(trouble=trouble, answers=spoiled)


def answer_from(number: str, code: str) -> Answer:
    """What an error code says of one number."""
    if code == NOT_FOUND:
        return Answer(number=number, outcome=Outcome.NOT_FOUND, code=code)
    bad = code.startswith(_OUR_FAULT)
    advice = Advice.STOP_NUMBER if bad else Advice.RETRY_LATER
    return Answer(number=number, outcome=Outcome.REFUSED, advice=advice, code=code)
