"""UPS's errors: which are about the number, which about us, which about UPS itself."""

from collections.abc import Sequence
from typing import Final

from carrier_ingest.carriers.heard import Advice, Heard, Outcome, Trouble
from carrier_ingest.carriers.joining import in_trouble, to_each
from carrier_ingest.carriers.reading import child, children, decoded, text
from carrier_ingest.carriers.statuses import trouble_among, trouble_of

NOT_FOUND: Final = frozenset({"TW0001"})
_TROUBLES: Final = {
    "250002": (Advice.STOP_ACCOUNT, "UPS refuses the client id and secret of this account"),
    "UJ0001": (Advice.STOP_ACCOUNT, "UPS refuses the client id and secret of this account"),
    "251004": (Advice.NEW_TOKEN, "UPS says the token has expired"),
    "10429": (Advice.RETRY_LATER, "UPS wants fewer requests"),
    "10004": (Advice.RETRY_LATER, "UPS has a fault of its own"),
}
_OK: Final = 200
_BAD_REQUEST: Final = 400
_UNKNOWN: Final = 404


def heard_errors(asked: Sequence[str], value: object) -> Heard:
    """Read an error document: about the account if one of its codes is, else about the number."""
    codes = _codes(value)
    trouble = trouble_among(codes, _TROUBLES)
    if trouble is not None:
        return in_trouble(asked, trouble)
    if NOT_FOUND.intersection(codes):
        return Heard(answers=to_each(asked, Outcome.NOT_FOUND, code="TW0001"))
    code = codes[0] if codes else ""
    return Heard(
        answers=to_each(asked, Outcome.REFUSED, Advice.RETRY_LATER, code),
        problems=(f"UPS answered with an error we do not know: {code or 'without a code'}",),
    )


def judge(status: int, body: bytes) -> Trouble | None:
    """What an HTTP answer is before it is parsed. 404 with a document is "not known yet"."""
    codes = _codes(decoded(body))
    known = trouble_among(codes, _TROUBLES)
    if known or status == _OK or (status in (_BAD_REQUEST, _UNKNOWN) and codes):
        return known
    return trouble_of("UPS", status)


def _codes(value: object) -> list[str]:
    errors = children(child(value, "response"), "errors")
    return [code for error in errors if (code := text(error, "code"))]
