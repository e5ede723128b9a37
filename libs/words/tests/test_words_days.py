"""Whose day is told, and what another parcel brings instead."""

import pytest
from msgspec.structs import replace
from waymark_events.vocabulary import Direction, Flag, LinkKind
from waymark_words import (
    LANGUAGES,
    OrderWords,
    ParcelWords,
    certainty_line,
    country,
    flag_sentences,
    order_headline,
    say,
)
from words_parcels import AT_1142, NOW, day, estimated, parcel, promised, window

THURSDAY = promised(day("2026-11-26"))


@pytest.mark.parametrize(
    "urgent",
    [
        parcel(flags=(Flag.SILENT,), promise=THURSDAY),
        parcel("exception", "customs.duties_due", promise=THURSDAY),
        parcel("attempt_failed", "recipient.not_home", promise=THURSDAY),
        parcel(direction=Direction.RETURN, promise=THURSDAY),
    ],
)
def test_the_day_stands_below_a_more_urgent_sentence(urgent: ParcelWords) -> None:
    """Where the first sentence speaks of something else, the line below names the day itself."""
    assert certainty_line("en", urgent, NOW) == "Promised for Thursday, 26 November"


def test_the_carriers_day_goes_before_the_promise() -> None:
    """Also below a more urgent sentence."""
    silent = parcel(flags=(Flag.SILENT,), estimate=estimated(day("2026-11-27")), promise=THURSDAY)

    assert certainty_line("en", silent, NOW) == "The carrier expects Friday, 27 November"


def test_out_today_needs_no_day() -> None:
    """On the vehicle it comes today; only told hours have somebody's word behind them."""
    plain = parcel("out_for_delivery", promise=THURSDAY)
    hours = parcel("out_for_delivery", estimate=estimated(window("2026-11-24", "14:00", "16:00")))

    assert certainty_line("en", plain, NOW) is None
    assert certainty_line("en", hours, NOW) == "The carrier's estimate, updated 12 minutes ago"


def test_a_replaced_parcel_does_not_count() -> None:
    """Two of two have come when the second was lost and came in a third."""
    came = parcel("delivered", "delivered.signed", since=AT_1142)
    lost = replace(parcel("lost", "carrier.lost"), replaced=True)

    said = order_headline("en", OrderWords(state="delivered", parcels=(came, lost, came)), NOW)

    assert said == say("en", "order.all_delivered")
    assert flag_sentences("en", lost) == ("Nordlicht has sent it to you again in another parcel.",)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LinkKind)
def test_every_link_has_a_line(language: str, kind: LinkKind) -> None:
    """However one number follows from another, the history says how."""
    assert say(language, f"page.linked.{kind}")


def test_countries_have_names() -> None:
    """A place that is only a country is named as people name it."""
    assert (country("en", "DE"), country("de", "JP")) == ("Germany", "Japan")
    assert country("en", "XX") == "XX"
