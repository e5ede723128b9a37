"""USPS's errors: which are about a number, which about us, which about USPS itself."""

from collections.abc import Sequence
from typing import Final

from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome, Trouble
from carrier_ingest.carriers.reading import child, children, decoded, text
from carrier_ingest.carriers.statuses import trouble_of

_SCOPE: Final = "tracking"
_FINE: Final = frozenset({200, 207})
_ABOUT_NUMBERS: Final = frozenset({400, 404})
_LOGIN_FAILS: Final = frozenset({400, 401, 403})
_UNKNOWN: Final = 404
_NO_SCOPE: Final = Trouble(
    advice=Advice.STOP_ACCOUNT,
    code="scope",
    detail="USPS has not granted this app the scope tracking; ask for it in the developer portal",
    alarm=True,
)
_REFUSED: Final = Trouble(
    advice=Advice.STOP_ACCOUNT,
    code="client",
    detail="USPS refuses the consumer key and secret of this account",
    alarm=True,
)


def judge(status: int, body: bytes) -> Trouble | None:
    """What an HTTP answer is before it is parsed; an error may come with 200.

    A login that was refused is told by a word, a token that ran out by a document.
    """
    value = decoded(body)
    if lacks_scope(body) or _says(value, "client application identifier"):
        return _NO_SCOPE
    if status in _LOGIN_FAILS and text(value, "error"):
        return _REFUSED
    stated = stated_in(value) or status
    told = child(value, "error") is not None
    if stated in _FINE or (told and stated in _ABOUT_NUMBERS):
        return None
    return trouble_of("USPS", stated, refused=_stop_or_renew(value))


def heard_error(asked: Sequence[str], value: object) -> Heard:
    """An answer that is an error: of the account, or of every number that was asked for."""
    status = stated_in(value)
    if status is not None and status not in _ABOUT_NUMBERS:
        return Heard(trouble=trouble_of("USPS", status, refused=Advice.NEW_TOKEN))
    answers = tuple(answer_to(number, value) for number in asked)
    if status == _UNKNOWN:
        return Heard(answers=answers)
    code = text(value, "error", "code") or "without a code"
    problem = f"USPS answered with an error we do not know: {code}"
    return Heard(answers=answers, problems=(problem,))


def answer_to(number: str, entry: object) -> Answer:
    """What an error says of a number. "Not found" is a fresh label as well."""
    code = text(entry, "error", "code")
    if stated_in(entry) == _UNKNOWN:
        return Answer(number=number, outcome=Outcome.NOT_FOUND, code=code or None)
    return Answer(
        number=number,
        outcome=Outcome.REFUSED,
        advice=Advice.RETRY_LATER,
        code=code or None,
        detail=text(entry, "error", "message") or None,
    )


def lacks_scope(body: bytes) -> bool:
    """Whether this is a token with which USPS refuses to track. `scope` holds words."""
    value = decoded(body)
    scope = text(value, "scope")
    return bool(text(value, "access_token") and scope and _SCOPE not in scope.split())


def stated_in(value: object) -> int | None:
    """The HTTP status an error document states, as its code or beside its details."""
    error = child(value, "error")
    details = (text(one, "status") for one in children(error, "errors"))
    for written in (text(error, "code"), *details):
        if len(written) == len("404") and written.isascii() and written.isdecimal():
            return int(written)
    return None


def _says(value: object, words: str) -> bool:
    return words in text(value, "error", "message").lower()


def _stop_or_renew(value: object) -> Advice:
    return Advice.STOP_ACCOUNT if child(value, "error") is None else Advice.NEW_TOKEN
