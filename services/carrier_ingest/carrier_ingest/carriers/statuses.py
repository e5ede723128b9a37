"""What is wrong with an answer: by its HTTP status, or by a code that a carrier's table names."""

from collections.abc import Iterable, Mapping
from typing import Final

from carrier_ingest.carriers.heard import Advice, Trouble

_UNAUTHORISED: Final = frozenset({401, 403})
_TOO_MANY: Final = 429
_SERVER_FAULT: Final = 500


def trouble_of(carrier: str, status: int, refused: Advice = Advice.STOP_ACCOUNT) -> Trouble:
    """What an answer says that is none: too fast, broken over there, or credentials refused.

    `carrier` is its name in a sentence; `refused` what 401 and 403 advise (a new token, where
    tokens run out).
    """
    code = f"http {status}"
    if status in _UNAUTHORISED:
        detail = f"{carrier} refuses this account with HTTP {status}"
        stop = refused == Advice.STOP_ACCOUNT
        return Trouble(advice=refused, code=code, detail=detail, alarm=stop)
    busy = status == _TOO_MANY or status >= _SERVER_FAULT
    detail = f"{carrier} answered HTTP {status} where an answer was expected"
    return Trouble(advice=Advice.RETRY_LATER, code=code, detail=detail, alarm=not busy)


def trouble_among(codes: Iterable[str], known: Mapping[str, tuple[Advice, str]]) -> Trouble | None:
    """The first of an answer's codes that is about the account or the carrier; else None."""
    for code in codes:
        if code in known:
            advice, detail = known[code]
            stop = advice == Advice.STOP_ACCOUNT
            return Trouble(advice=advice, code=code, detail=detail, alarm=stop)
    return None
