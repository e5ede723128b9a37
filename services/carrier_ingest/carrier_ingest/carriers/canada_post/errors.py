"""Canada Post's messages: about the number, the account or the throttle, whatever the status."""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.canada_post.document import Node, read_document
from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome, Trouble
from carrier_ingest.carriers.statuses import trouble_of

_NOT_FOUND: Final = frozenset({"004", "016"})
_ACCOUNT: Final = {
    "AA001": "Canada Post has deactivated this API key",
    "AA002": "this API key is not one of this host: development and production have their own",
    "AA003": "this API key belongs to another customer number",
    "AA004": "Canada Post refuses this API key",
    "AA005": "Canada Post misses a platform id",
    "AA006": "this platform is not authorised for the customer",
}
_SERVER: Final = "SERVER"
_THROTTLED: Final = "slm monitor"
_OK: Final = 200
_ABOUT_THE_QUESTION: Final = frozenset({_OK, 400, 404})


class Message(Struct, frozen=True):
    """One message, its code in the table's spelling."""

    code: str
    description: str


def heard_messages(asked: Sequence[str], root: Node) -> Heard:
    """Read a document of messages: about the account if one is, else about the number."""
    messages = _messages(root)
    trouble = _trouble(messages)
    if trouble is not None:
        stop = trouble.advice == Advice.STOP_ACCOUNT
        refused = _answers(asked, Outcome.REFUSED, trouble.advice, trouble.code) if stop else ()
        return Heard(trouble=trouble, answers=refused)
    known = next((one.code for one in messages if one.code in _NOT_FOUND), None)
    if known is not None:
        return Heard(answers=_answers(asked, Outcome.NOT_FOUND, Advice.CARRY_ON, known))
    code = messages[0].code if messages else ""
    return Heard(
        answers=_answers(asked, Outcome.REFUSED, Advice.RETRY_LATER, code),
        problems=(f"Canada Post answered with a message we do not know: {code or 'no code'}",),
    )


def judge(status: int, body: bytes) -> Trouble | None:
    """What an HTTP answer is before it is parsed: the document's word before the status."""
    root = read_document(body)
    messages = _messages(root) if root is not None else []
    trouble = _trouble(messages)
    if trouble is not None:
        return trouble
    told = any(one.code in _NOT_FOUND for one in messages)
    if status == _OK or told or (messages and status in _ABOUT_THE_QUESTION):
        return None
    return trouble_of("Canada Post", status)


def _trouble(messages: Sequence[Message]) -> Trouble | None:
    for one in messages:
        if one.code in _ACCOUNT:
            detail = _ACCOUNT[one.code]
            return Trouble(advice=Advice.STOP_ACCOUNT, code=one.code, detail=detail, alarm=True)
        if one.code == _SERVER:
            throttled = _THROTTLED in one.description.casefold()
            detail = "wants fewer requests" if throttled else "has a fault of its own"
            return Trouble(advice=Advice.RETRY_LATER, code=one.code, detail=f"Canada Post {detail}")
    return None


def _messages(root: Node) -> list[Message]:
    return [
        Message(_code(message["code"]), message["description"])
        for listed in root.all("messages")
        for message in listed.all("message")
    ]


def _code(written: str) -> str:
    bare = re.sub(r"[^0-9A-Za-z]", "", written).upper()[:8]
    return bare.zfill(3) if bare.isdecimal() else bare


def _answers(
    asked: Sequence[str], outcome: Outcome, advice: Advice, code: str
) -> tuple[Answer, ...]:
    return tuple(
        Answer(number=number, outcome=outcome, advice=advice, code=code or None) for number in asked
    )
