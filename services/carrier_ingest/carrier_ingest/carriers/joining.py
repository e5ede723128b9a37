"""What was heard of several parcels of one payload, as one."""

from collections.abc import Iterable, Sequence

from msgspec import structs

from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.timeline import in_order


def joined(told: Sequence[Heard], problems: Iterable[str] = ()) -> Heard:
    """All of it: scans in the total order, a link once, one trouble; `problems` come first."""
    troubles = (one.trouble for one in told if one.trouble is not None)
    return Heard(
        statements=in_order(said for one in told for said in one.statements),
        estimates=tuple(value for one in told for value in one.estimates),
        notes=tuple(note for one in told for note in one.notes),
        proofs=tuple(proof for one in told for proof in one.proofs),
        links=tuple(dict.fromkeys(link for one in told for link in one.links)),
        answers=tuple(answer for one in told for answer in one.answers),
        trouble=next(troubles, None),
        problems=(*problems, *(problem for one in told for problem in one.problems)),
    )


def answering(heard: Heard, carrier: str, asked: Sequence[str]) -> Heard:
    """The same, and a sentence for each number that was asked for and not answered.

    `carrier` is its name in the sentence.
    """
    answered = {answer.number for answer in heard.answers}
    silent = (f"the answer of {carrier} says nothing about {n}" for n in asked if n not in answered)
    return structs.replace(heard, problems=(*heard.problems, *silent))
