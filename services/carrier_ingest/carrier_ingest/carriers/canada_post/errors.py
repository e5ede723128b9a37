"""Canada Post's messages: about the number, the account or the throttle, whatever the status."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.canada_post.document import Node, read_document
from carrier_ingest.carriers.heard import Advice, Heard, Outcome, Trouble
from carrier_ingest.carriers.joining import in_trouble, to_each
from carrier_ingest.carriers.statuses import trouble_among, trouble_of
from carrier_ingest.carriers.tables import bare

_NOT_FOUND: Final = frozenset({"004", "016"})
_ACCOUNT: Final = {
    "AA001": "Canada Post has deactivated this API key",
    "AA002": "this API key is not one of this host: development and production have their own",
    "AA003": "this API key belongs to another customer number",
    "AA004": "Canada Post refuses this API key",
    "AA005": "Canada Post misses a platform id",
    "AA006": "this platform is not authorised for the customer",
}
_KNOWN: Final = {
    **{code: (Advice.STOP_ACCOUNT, detail) for code, detail in _ACCOUNT.items()},
    "SERVER": (Advice.RETRY_LATER, "Canada Post has a fault of its own"),
}
_SLOW: Final = _KNOWN | {"SERVER": (Advice.RETRY_LATER, "Canada Post wants fewer requests")}
_THROTTLED: Final = "slm monitor"
_DIGITS: Final = 3
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
        return in_trouble(asked, trouble)
    known = next((one.code for one in messages if one.code in _NOT_FOUND), None)
    if known is not None:
        return Heard(answers=to_each(asked, Outcome.NOT_FOUND, code=known))
    code = messages[0].code if messages else ""
    return Heard(
        answers=to_each(asked, Outcome.REFUSED, Advice.RETRY_LATER, code),
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
    throttled = any(_THROTTLED in one.description.casefold() for one in messages)
    return trouble_among((one.code for one in messages), _SLOW if throttled else _KNOWN)


def _messages(root: Node) -> list[Message]:
    return [
        Message(bare(message["code"], _DIGITS), message["description"])
        for listed in root.all("messages")
        for message in listed.all("message")
    ]
