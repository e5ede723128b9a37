"""DPD's faults: which are about the number, which about us, which about DPD itself.

They are told apart by the name of the fault's element; the codes in it differ by country.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.dpd.document import inside, read_document
from carrier_ingest.carriers.heard import Advice, Heard, Outcome, Trouble
from carrier_ingest.carriers.joining import in_trouble, to_each
from carrier_ingest.carriers.reading import child, text
from carrier_ingest.carriers.statuses import trouble_of

_OK: Final = 200
_ABOUT_THE_NUMBER: Final = "datafault"
_ABOUT_US: Final = "authenticationfault"
_ABOUT_DPD: Final = "systemfault"
_KNOWN: Final = frozenset({_ABOUT_THE_NUMBER, _ABOUT_US, _ABOUT_DPD})
_TOKEN: Final = ("ERR_DELICOM_TOKEN_EXPIRED", "ERR_DELICOM_TOKEN_INCORRECT")
_CODES: Final = ("errorCode", "faultCode", "code")


class Fault(Struct, frozen=True, kw_only=True):
    """A SOAP fault: the name of its element in lower case, its code, and all that it says."""

    name: str
    code: str
    said: str


def fault_of(root: object) -> Fault | None:
    """The fault that stands in an answer; None where there is none."""
    fault = child(inside(root), "Fault")
    if fault is None:
        return None
    detail = child(fault, "detail")
    named = detail if isinstance(detail, Mapping) else {}
    name = next((one for one in named if str(one).lower() in _KNOWN), "")
    told = named.get(name)
    codes = [code for key in _CODES if (code := text(told, key))]
    said = " ".join((*codes, text(told, "message"), text(fault, "faultstring")))
    return Fault(name=str(name).lower(), code=codes[0] if codes else "", said=said)


def heard_fault(asked: Sequence[str], fault: Fault) -> Heard:
    """A number that DPD knows nothing of, or says nothing of to us; else trouble."""
    if fault.name == _ABOUT_THE_NUMBER:
        return Heard(answers=to_each(asked, Outcome.NOT_FOUND, code=fault.code))
    return in_trouble(asked, _trouble(fault))


def judge(status: int, body: bytes) -> Trouble | None:
    """Faults come with 500 and say themselves what they are, with whatever status."""
    fault = fault_of(read_document(body))
    if fault is not None:
        return None if fault.name == _ABOUT_THE_NUMBER else _trouble(fault)
    return None if status == _OK else trouble_of("DPD", status)


def _trouble(fault: Fault) -> Trouble:
    """A token is fetched anew once by whoever asks; the alarm is for one that is refused again."""
    code = fault.code or fault.name or "fault"
    if any(one in fault.said for one in _TOKEN):
        detail = "DPD refuses the token"
        return Trouble(advice=Advice.NEW_TOKEN, code=code, detail=detail, alarm=True)
    if fault.name == _ABOUT_US:
        detail = "DPD refuses the DELIS id and password of this account"
        return Trouble(advice=Advice.STOP_ACCOUNT, code=code, detail=detail, alarm=True)
    if fault.name == _ABOUT_DPD:
        detail = "DPD has a fault of its own"
        return Trouble(advice=Advice.RETRY_LATER, code=code, detail=detail)
    detail = "DPD answered with a fault we do not know"
    return Trouble(advice=Advice.RETRY_LATER, code=code, detail=detail, alarm=True, patience=3)
