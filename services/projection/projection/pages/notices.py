"""Pages that have no order to show: a link that opens nothing, and the look-up by number."""

from datetime import datetime

from waymark_events.messages.retailers import RetailerSet
from waymark_words import ParcelWords, headline, say

from projection.app.lookups import FoundNumber
from projection.app.tracking import Shut
from projection.pages.views import NoticeView


def shut(language: str, why: Shut) -> NoticeView:
    """A link that opens nothing, or nothing any more."""
    key = "page.expired" if why is Shut.EXPIRED else "page.not_found"
    title = say(language, f"{key}.title")
    return NoticeView(
        language=language, title=title, headline=title, text=say(language, f"{key}.text")
    )


def look_up(language: str, retailer: str, *, hint: str = "") -> NoticeView:
    """The form that asks for a tracking number; `hint` names the text that says what was wrong."""
    title = say(language, "page.track.title")
    return NoticeView(
        language=language,
        title=title,
        headline=title,
        text=say(language, "page.track.text"),
        hint=say(language, hint) if hint else "",
        form=True,
        retailer=retailer,
        number_label=say(language, "page.number"),
        submit=say(language, "page.track.submit"),
    )


def that_it_is_a_test(language: str, retailer: RetailerSet | FoundNumber) -> str | None:
    """That this is a test, where it is one."""
    return say(language, "page.test") if retailer.test else None


def found(language: str, number: FoundNumber, now: datetime) -> NoticeView:
    """The present sentence of a number and its day: no places, no history, no names."""
    words = ParcelWords(
        status=number.status, retailer=number.retailer, zone=number.zone, since=number.since
    )
    sentence = headline(language, words, now)
    return NoticeView(
        language=language,
        title=say(language, "page.title", headline=sentence, retailer=number.retailer),
        headline=sentence,
        test=that_it_is_a_test(language, number),
    )
