"""A letter as each channel would carry it, for whoever looks at it instead of being sent it."""

from notifier.app.letters import Letter
from notifier.domain.judging import Send
from notifier.domain.triggers import Channel
from notifier.outbox.mime import html_of, one_line, text_of
from notifier.outbox.sms import short
from notifier.store.kept import Contents


def contents(letter: Letter, to: Send) -> Contents:
    """Subject, text and HTML of a mail; the text of an SMS."""
    if to.row.channel == Channel.SMS:
        return Contents(address=to.contact.phone or "", text=short(letter).text)
    return Contents(
        address=to.contact.email or "",
        subject=one_line(letter.sentence),
        text=text_of(letter),
        html=html_of(letter),
    )
