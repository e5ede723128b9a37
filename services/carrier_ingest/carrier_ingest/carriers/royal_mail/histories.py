"""The histories of items that have ended: a summary holds the newest scan of each and no other.

An item is asked for no more once it has ended, so its history is worth one request then; on the
way, the newest scan does.
"""

from collections.abc import Iterator, Sequence

from waymark_events.vocabulary import TERMINAL

from carrier_ingest.carriers.dialect import PollRequest
from carrier_ingest.carriers.reading import child, children, decoded, text
from carrier_ingest.carriers.royal_mail.asking import history
from carrier_ingest.carriers.royal_mail.codes import meaning_of
from carrier_ingest.carriers.tables import bare


def missing(answers: Sequence[bytes]) -> int:
    """How many items of the first answer have ended and came without their history."""
    ended = list(_ended(answers[0])) if answers else []
    return max(len(ended) - len(answers[1:]), 0)


def request(question: PollRequest, answers: Sequence[bytes]) -> PollRequest | None:
    """Ask for the next history. Each is asked for once, whatever came of the one before."""
    del question
    ended = list(_ended(answers[0]))
    position = len(answers) - 1
    return history(ended[position]) if position < len(ended) else None


def _ended(summary: bytes) -> Iterator[str]:
    for item in children(decoded(summary), "mailPieces"):
        number = text(item, "mailPieceId")
        told = child(item, "summary")
        code = bare(text(told, "lastEventCode"))
        meaning = meaning_of(code, text(told, "statusCategory"))
        if number and child(item, "events") is None and meaning.milestone in TERMINAL:
            yield number
