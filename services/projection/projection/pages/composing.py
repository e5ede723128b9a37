"""A page from what a link opens: every sentence from the one catalogue, nothing guessed."""

from datetime import datetime

from waymark_events.messages.retailers import RetailerSet
from waymark_words import (
    LANGUAGES,
    OrderWords,
    day,
    headline,
    order_headline,
    say,
    time_of,
    trigger_name,
)
from waymark_words.moments import in_zone

from projection.app.tracking import Tracked
from projection.pages.colours import colours
from projection.pages.notices import that_it_is_a_test
from projection.pages.parcels import parcel_view, words_of
from projection.pages.views import Labels, PageView
from projection.store.asides import KEPT

_SENT = "sent"


def page(tracked: Tracked, language: str, now: datetime, *, stream: str) -> PageView:
    """The page of an order for its reader."""
    retailer, order = tracked.retailer, tracked.order
    parcels = tracked.parcels
    words = tuple(words_of(one, order, retailer.name) for one in parcels)
    summary = order_headline(language, OrderWords(state=order.state, parcels=words), now)
    first = summary or headline(language, words[0], now)
    other = next(one for one in LANGUAGES if one != language)
    return PageView(
        language=language,
        other_language=other,
        other_language_name=say(language, "page.other_language"),
        switch=f"?lang={other}",
        retailer=retailer.name,
        colours=colours(retailer.colour),
        title=say(language, "page.title", headline=first, retailer=retailer.name),
        test=that_it_is_a_test(language, retailer),
        order_headline=summary,
        waiting=None if parcels or _is_over(order.state) else say(language, "page.waiting.text"),
        reference=order.reference,
        parcels=tuple(parcel_view(language, one, order, retailer.name, now) for one in parcels),
        not_sent=() if order.tracked_only else _not_sent(language, tracked),
        messages=_messages(language, tracked),
        help=say(language, "page.help", retailer=retailer.name),
        support=_support(language, retailer),
        labels=_labels(language),
        tag=tracked.tag,
        stream=stream,
    )


def _is_over(state: str) -> bool:
    return state in {"cancelled", "completed"}


def _not_sent(language: str, tracked: Tracked) -> tuple[str, ...]:
    """Pieces that are in no parcel yet."""
    return tuple(
        say(language, "page.piece", quantity=line.open, title=line.title)
        for line in tracked.order.lines
        if line.open > 0
    )


def _messages(language: str, tracked: Tracked) -> tuple[str, ...]:
    """Who was told what, newest first; what was not sent is nobody's message."""
    zone = tracked.order.destination.zone
    lines = []
    for one in reversed(tracked.told):
        if one.outcome != _SENT:
            continue
        local = in_zone(one.at, zone)
        lines.append(
            say(
                language,
                "page.kept_line" if one.detail == KEPT else "page.sent_line",
                what=trigger_name(language, one.trigger),
                channel=say(language, f"page.channel.{one.channel}"),
                day=day(language, local.date()),
                time=time_of(language, local),
            )
        )
    return tuple(lines)


def _support(language: str, retailer: RetailerSet) -> tuple[tuple[str, str], ...]:
    """Ways to reach the retailer; an address that is no web page is left out."""
    ways = []
    if retailer.support_url and retailer.support_url.startswith(("https://", "http://")):
        ways.append((say(language, "page.website"), retailer.support_url))
    if retailer.support_email:
        ways.append((retailer.support_email, f"mailto:{retailer.support_email}"))
    if retailer.support_phone:
        dialled = "".join(one for one in retailer.support_phone if one.isdecimal() or one == "+")
        ways.append((retailer.support_phone, f"tel:{dialled}"))
    return tuple(ways)


def _labels(language: str) -> Labels:
    names = Labels.__struct_fields__
    return Labels(**{name: say(language, f"page.{name}") for name in names})
