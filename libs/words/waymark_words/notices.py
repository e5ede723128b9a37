"""What a message says: one sentence that is subject and heading, and the lines under it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct
from waymark_events.values import Money
from waymark_events.vocabulary import Milestone, Party

from waymark_words.actions import action_sentence
from waymark_words.catalogue import say
from waymark_words.headlines import certainty_line, headline
from waymark_words.moments import local_day, money
from waymark_words.sentences import flag_sentences, reason_sentence
from waymark_words.views import ParcelWords


class NoticeWords(Struct, frozen=True, kw_only=True):
    """What a message is made of. `trigger` is the notifier's name for what happened.

    `parcel` is absent where the message is about an order alone. `parcels` counts those of the
    order that travel, `day` is a local day `YYYY-MM-DD`, `title` a line's, and `taken_back` the
    trigger of the message that was wrong.
    """

    trigger: str
    retailer: str
    reference: str
    parcel: ParcelWords | None = None
    parcels: int = 1
    day: str | None = None
    amount: Money | None = None
    title: str | None = None
    taken_back: str | None = None


class Notice(Struct, frozen=True):
    """A message in one language: subject and heading, then what stands under it."""

    sentence: str
    lines: tuple[str, ...]


_WHY: Final = frozenset({Milestone.ATTEMPT_FAILED, Milestone.RETURNING, Milestone.RETURNED})
_DAYLESS: Final = frozenset({"cancelled", "partly_cancelled", "refunded", "replaced", "confirmed"})


def trigger_name(language: str, trigger: str) -> str:
    """What a message was about, in a word or two, for the list of messages sent."""
    return say(language, f"trigger.{trigger}")


def notice(language: str, words: NoticeWords, now: datetime) -> Notice:
    """The message in one language; it is the page's own sentence wherever there is one."""
    sentence = _sentence(language, words, now)
    lines = dict.fromkeys(line for line in _lines(language, words, now) if line != sentence)
    return Notice(sentence, tuple(lines))


def _sentence(language: str, words: NoticeWords, now: datetime) -> str:
    known = _of_the_message(language, words)
    if known is not None:
        return known
    if words.parcel is None:
        raise ValueError(f"a message about {words.trigger} needs a parcel")
    said = headline(language, words.parcel, now)
    if words.trigger == "last_call":
        return say(language, "message.last_call", sentence=said)
    return said


def _of_the_message(language: str, words: NoticeWords) -> str | None:
    """Sentences that no page says first; None where the page's headline is the sentence."""
    values: dict[str, object] = {"reference": words.reference, "all": words.parcels}
    values["retailer"] = words.retailer
    if words.day:
        values["day"] = local_day(language, words.day)
    if words.amount is not None:
        values["amount"] = money(language, words.amount)
    key = _key(words)
    return say(language, f"message.{key}", **values) if key is not None else None


def _key(words: NoticeWords) -> str | None:
    match words.trigger:
        case "partly_cancelled":
            return "line_cancelled"
        case "order_delayed":
            return "order_delayed_day" if words.day else "order_delayed"
        case "shipped":
            return "shipped_part" if words.parcels > 1 else "shipped"
        case "delayed":
            return "delayed" if words.day else "delayed_unknown"
        case "correction":
            return "correction" if words.taken_back == "delivered" else "correction_other"
        case "confirmed" | "cancelled" | "all_delivered" | "refunded" | "replaced":
            return words.trigger
    return None


def _lines(language: str, words: NoticeWords, now: datetime) -> Iterator[str]:
    if words.title:
        yield say(language, "message.line", title=words.title)
    if words.trigger == "replaced":
        yield say(language, "message.replaced_help")
    if words.trigger == "out_for_delivery" and words.day:
        yield say(language, "message.on_day", day=local_day(language, words.day))
    if words.parcel is not None and words.trigger not in _DAYLESS:
        yield from _about_parcel(language, words, words.parcel, now)
    if words.parcels > 1 and words.parcel is not None and words.trigger != "shipped":
        yield say(language, "message.part_of", all=words.parcels)


def _about_parcel(
    language: str, words: NoticeWords, parcel: ParcelWords, now: datetime
) -> Iterator[str]:
    status = parcel.status
    said = headline(language, parcel, now)
    if words.trigger == "correction":
        yield say(language, "message.now", sentence=said)
    elif words.trigger in {"shipped", "delayed"}:
        yield said
    if status.milestone in _WHY and not status.reason.startswith("unmapped"):
        yield reason_sentence(language, status.reason) + "."
    if status.action is not None and status.action.by == Party.RECIPIENT:
        yield action_sentence(language, status.action) + "."
    certainty = certainty_line(language, parcel, now)
    if certainty is not None:
        yield certainty + "."
    yield from flag_sentences(language, parcel)
