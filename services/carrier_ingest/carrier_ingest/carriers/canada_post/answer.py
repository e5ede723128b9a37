"""An answer of Canada Post: the detail of a parcel, or messages; its root says which."""

from collections.abc import Sequence

from carrier_ingest.carriers.canada_post.beside import estimate, links, proof, with_why
from carrier_ingest.carriers.canada_post.document import Node
from carrier_ingest.carriers.canada_post.errors import heard_messages
from carrier_ingest.carriers.canada_post.occurrences import CARRIER, read_occurrences
from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.heard import Answer, Heard, Outcome
from carrier_ingest.carriers.joining import answering
from carrier_ingest.carriers.reading import tracking_number


def heard_answer(payload: RawPayload, root: Node) -> Heard:
    """Hear the parcel, or what came of asking for it."""
    detail = next(root.all("tracking-detail"), None)
    if detail is not None:
        return _parcel(payload, detail)
    if next(root.all("messages"), None) is not None:
        return heard_messages(payload.asked, root)
    return Heard(problems=("an answer of Canada Post is neither tracking-detail nor messages",))


def _parcel(payload: RawPayload, detail: Node) -> Heard:
    number = _number(payload.asked, detail)
    if number is None:
        return Heard(problems=("a detail of Canada Post has no readable pin",))
    said, notes, unread = read_occurrences(number, detail, payload.conventions)
    planned = estimate(number, detail, said, payload.conventions)
    proved = proof(number, detail, said)
    heard = Heard(
        statements=said,
        estimates=(planned,) if planned else (),
        notes=with_why(detail, said, notes),
        proofs=(proved,) if proved else (),
        links=tuple(links(number, detail)),
        answers=(Answer(number=number, outcome=Outcome.NEWS),),
        problems=(f"{unread} occurrences of {number} have no code or no day",) if unread else (),
    )
    return answering(heard, "Canada Post", payload.asked)


def _number(asked: Sequence[str], detail: Node) -> str | None:
    """The parcel is the one that was asked for, even by another of its numbers."""
    return asked[0] if len(asked) == 1 else tracking_number(CARRIER, detail["pin"])
