"""What DHL says instead of shipments: a problem document (RFC 9457), also with HTTP 200."""

from collections.abc import Sequence
from typing import Final

from carrier_ingest.carriers.heard import Advice, Heard, Outcome, Trouble
from carrier_ingest.carriers.joining import to_each
from carrier_ingest.carriers.reading import child, decoded, text
from carrier_ingest.carriers.statuses import trouble_of

_OK: Final = 200
_NOT_FOUND: Final = 404
_ABOUT_THE_QUESTION: Final = frozenset({400, _NOT_FOUND})
_BY: Final = "DHL"


def judge(status: int, body: bytes) -> Trouble | None:
    """A document about the number is handed on; the rest is about the account or about DHL."""
    if status == _OK:
        return None
    if status in _ABOUT_THE_QUESTION and problem_status(decoded(body)) == status:
        return None
    return trouble_of(_BY, status)


def problem_status(value: object) -> int | None:
    """The status in a problem document; None for what is none. Answers have none at the top."""
    if child(value, "shipments") is not None:
        return None
    written = text(value, "status")
    return int(written) if len(written) == len("404") and written.isdecimal() else None


def heard_problem(asked: Sequence[str], status: int) -> Heard:
    """What a problem document says of the numbers that were asked for.

    A right number of another division is not found either.
    """
    code = str(status)
    if status == _NOT_FOUND:
        return Heard(answers=to_each(asked, Outcome.NOT_FOUND, code=code))
    if status in _ABOUT_THE_QUESTION:
        return Heard(
            answers=to_each(asked, Outcome.REFUSED, Advice.RETRY_LATER, code),
            problems=(f"DHL refuses the question with status {code}",),
        )
    return Heard(trouble=trouble_of(_BY, status))
