"""DHL's codes: what each means for the number, for the account and for asking again."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.heard import Advice, Answer, Outcome, Trouble
from carrier_ingest.carriers.statuses import trouble_of

FINE: Final = "0"
_OK: Final = 200


class Fault(Struct, frozen=True, kw_only=True):
    """One code. Without an outcome the numbers were not answered at all.

    `account`: it is about the credentials or the carrier and holds for every number.
    """

    advice: Advice
    detail: str
    outcome: Outcome | None = None
    account: bool = False
    alarm: bool = False
    patience: int = 0


def _unknown_number(detail: str) -> Fault:
    return Fault(advice=Advice.CARRY_ON, detail=detail, outcome=Outcome.NOT_FOUND)


def _technical() -> Fault:
    return Fault(advice=Advice.RETRY_LATER, detail="a technical fault at DHL", account=True)


def _stop(detail: str) -> Fault:
    return Fault(
        advice=Advice.STOP_ACCOUNT,
        detail=detail,
        outcome=Outcome.REFUSED,
        account=True,
        alarm=True,
    )


def _service(detail: str) -> Fault:
    return Fault(advice=Advice.RETRY_LATER, detail=detail, account=True, alarm=True, patience=3)


def _no_right(detail: str) -> Fault:
    return Fault(
        advice=Advice.RETRY_LATER,
        detail=detail,
        outcome=Outcome.REFUSED,
        account=True,
        alarm=True,
    )


FAULTS: Final[Mapping[str, Fault]] = {
    "100": _unknown_number("nothing known of this number yet"),
    "200": _unknown_number("no electronic data for this number yet"),
    "-3": _stop("DHL does not know the name of our request"),
    "-1000": _technical(),
    "-2": _technical(),
    "-1": _technical(),
    "5": _stop("DHL refuses the tracking user's login; more tries would lock it"),
    "6": _stop("DHL has locked the tracking user after too many wrong logins"),
    "41": Fault(
        advice=Advice.STOP_NUMBER,
        detail="the number's check digit is wrong",
        outcome=Outcome.REFUSED,
    ),
    "45": _stop("DHL found no number in our question"),
    "57": Fault(
        advice=Advice.RETRY_LATER,
        detail="the number exists, under another postcode",
        outcome=Outcome.REFUSED,
    ),
    "58": _service("DHL misses the account's customer number"),
    "59": _service("DHL's account service failed"),
    "60": _service("DHL's account service failed"),
    "61": _service("DHL's account service failed"),
    "62": _no_right("the tracking user lacks the right to see this"),
    "63": Fault(advice=Advice.CARRY_ON, detail="no proof of delivery for this user"),
    "64": _no_right("the tracking user lacks the right to see this"),
}


def fault_of(code: str) -> Fault | None:
    """What a code says; None when all is fine. A code not in DHL's list is worth another try."""
    if code in ("", FINE):
        return None
    unknown = f"DHL answered with code {code}, which is not in its list"
    return FAULTS.get(code) or Fault(
        advice=Advice.RETRY_LATER, detail=unknown, account=True, alarm=True, patience=3
    )


def trouble_from(code: str, fault: Fault) -> Trouble | None:
    """The part of a code that is about the account; None for what is about a number alone."""
    if not fault.account:
        return None
    return Trouble(
        advice=fault.advice,
        code=code,
        detail=fault.detail,
        alarm=fault.alarm,
        patience=fault.patience,
    )


def answer_from(number: str, code: str, fault: Fault) -> Answer | None:
    """The part of a code that answers a number; None where the number was not answered."""
    if fault.outcome is None:
        return None
    return Answer(
        number=number,
        outcome=fault.outcome,
        advice=fault.advice,
        code=code,
        detail=fault.detail,
    )


def judge(status: int, body: bytes) -> Trouble | None:
    """Errors of DHL itself come with 200; anything else is the gateway's word."""
    del body
    return None if status == _OK else trouble_of("DHL's gateway", status)
