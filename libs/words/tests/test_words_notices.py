"""What messages say: the page's sentence where there is one, and lines under it."""

import pytest
from waymark_events.values import Action, Money
from waymark_events.vocabulary import Deed, Party
from waymark_words import LANGUAGES, NoticeWords, headline, notice, trigger_name
from waymark_words.catalogue import keys
from words_parcels import AT_1142, NOW, day, estimated, parcel

TRIGGERS = sorted(key.removeprefix("trigger.") for key in keys("en") if key.startswith("trigger."))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_every_trigger_is_said(language: str, trigger: str) -> None:
    """Each trigger has a sentence and a name in both languages."""
    words = NoticeWords(
        trigger=trigger,
        retailer="Nordlicht",
        reference="SO-1",
        parcel=parcel(),
        amount=Money(amount="5", currency="EUR"),
    )

    assert notice(language, words, NOW).sentence
    assert trigger_name(language, trigger)


def test_a_message_says_what_the_page_says() -> None:
    """Subject and heading of a delivery are the page's first sentence."""
    here = parcel("delivered", "delivered.to_neighbour", since=AT_1142)
    words = NoticeWords(trigger="delivered", retailer="Nordlicht", reference="SO-1", parcel=here)

    assert notice("en", words, NOW).sentence == headline("en", here, NOW)


def test_the_message_of_shipping_says_the_day() -> None:
    """The first line under the heading is when it comes."""
    moving = parcel(estimate=estimated(day("2026-11-26")))
    words = NoticeWords(
        trigger="shipped", retailer="Nordlicht", reference="SO-1", parcel=moving, parcels=2
    )

    said = notice("en", words, NOW)

    assert said.sentence == "One of 2 parcels is on the way"
    assert said.lines[0] == "Arrives Thursday, 26 November"


def test_a_failed_attempt_says_why_and_what_to_do() -> None:
    """The reason and the instruction stand under the heading."""
    action = Action(by=Party.RECIPIENT, what=Deed.CHOOSE_NEW_DATE)
    tried = parcel("attempt_failed", "recipient.access", action=action)
    words = NoticeWords(
        trigger="attempt_failed", retailer="Nordlicht", reference="SO-1", parcel=tried
    )

    lines = notice("en", words, NOW).lines

    assert lines[:2] == ("The door could not be reached.", "Choose another day.")


def test_a_correction_says_what_is_true_now() -> None:
    """What was told is taken back in the subject; what holds instead follows."""
    words = NoticeWords(
        trigger="correction",
        retailer="Nordlicht",
        reference="SO-1",
        parcel=parcel(),
        taken_back="delivered",
    )

    said = notice("en", words, NOW)

    assert said.sentence == "We told you it was delivered; the carrier has taken that back"
    assert said.lines[0] == "Now: Your parcel is on the way"


def test_a_message_about_a_parcel_needs_one() -> None:
    """A trigger without words of its own cannot be told without its parcel."""
    words = NoticeWords(trigger="delivered", retailer="Nordlicht", reference="SO-1")

    with pytest.raises(ValueError, match="needs a parcel"):
        notice("en", words, NOW)
