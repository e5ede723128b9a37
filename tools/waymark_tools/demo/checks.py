"""Compares what came of the day with its file: by the read API, and by the mails received."""

from collections import Counter
from collections.abc import Iterator, Sequence

from waymark_tools.demo.mailbox import Mail, Mailbox
from waymark_tools.demo.observer import Json, Observer, status_of, told_of
from waymark_tools.demo.shop import address
from waymark_tools.demo.story import Day, End, Story


def differences(
    day: Day, observer: Observer, mailbox: Mailbox, copies_allowed: int
) -> Sequence[str]:
    """Every difference as a sentence with what was expected and what there is.

    `copies_allowed` is how often one message, told by its Message-ID, may arrive: a crash between
    sending and recording cannot be told from one before sending.
    """
    found: list[str] = []
    for tale in day.story:
        order = observer.order(tale.reference)
        mails = mailbox.mails(address(tale))
        lines = [
            *_of_parcels(tale, order),
            *_of_telling(tale, order),
            *_of_mails(tale, mails, copies_allowed),
        ]
        found += [f"{tale.name}: {line}" for line in lines]
    return found


def _of_parcels(tale: Story, order: Json | None) -> Iterator[str]:
    if order is None:
        yield f"expected order {tale.reference}, got none"
        return
    for letter, end in zip(tale.numbers, tale.ends, strict=True):
        number = tale.numbers[letter]
        status = status_of(order, number)
        if status is None:
            yield f"parcel {number}: expected {end.milestone}, got nothing"
            continue
        for what, expected, got in _compared(end, status):
            if expected != got:
                yield f"parcel {number}: {what}: expected {expected!r}, got {got!r}"


def _compared(end: End, status: Json) -> Iterator[tuple[str, object, object]]:
    action = status.get("action")
    yield "milestone", end.milestone, status["milestone"]
    yield "reason", end.reason, status["reason"]
    yield "flags", sorted(end.flags), sorted(status.get("flags", ()))
    yield "action", end.action, f"{action['by']}.{action['what']}" if action else ""


def _of_telling(tale: Story, order: Json | None) -> Iterator[str]:
    expected, told = Counter(tale.mails), Counter(told_of(order))
    if expected != told:
        yield f"told by mail: expected {_listed(expected)}, got {_listed(told)}"


def _of_mails(tale: Story, mails: Sequence[Mail], copies_allowed: int) -> Iterator[str]:
    copies = Counter(mail.message_id for mail in mails)
    if len(copies) != len(tale.mails):
        yield f"mails received: expected {len(tale.mails)}, got {len(copies)}"
    for mail in mails:
        if not mail.message_id:
            yield f"mail {mail.subject!r}: expected a Message-ID, got none"
    for message_id, times in copies.items():
        if times > copies_allowed:
            yield f"mail {message_id}: expected at most {copies_allowed} of it, got {times}"
    for words in tale.mails_say:
        if not any(words in (mail.part("plain") or "") for mail in mails):
            yield f"mails received: expected {words!r} in one of them, got none with it"


def _listed(triggers: Counter[str]) -> str:
    return ", ".join(sorted(triggers.elements())) or "nothing"
