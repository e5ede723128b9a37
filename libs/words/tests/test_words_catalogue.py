"""The catalogue is whole: both languages, the same places to fill, nothing left out."""

import re
from string import Formatter

import pytest
from waymark_words import LANGUAGES, choose_language, say
from waymark_words.catalogue import keys


def test_both_languages_have_the_same_texts() -> None:
    """A text that one language has, the other has too."""
    assert keys("en") == keys("de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_filled_in(language: str) -> None:
    """No text is empty, and none is its own key."""
    for key in keys(language):
        assert say(language, key).strip() not in {"", key}, key


def test_both_languages_fill_in_the_same_places() -> None:
    """A translation names what the original names, so that no value can be missing."""
    for key in keys("en"):
        assert _places(say("en", key)) == _places(say("de", key)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_uses_the_jargon_of_carriers(language: str) -> None:
    """Nothing that went wrong is called pending, an exception or a facility."""
    jargon = re.compile(r"\b(pending|exception|facility|shipment|n/a)\b", re.IGNORECASE)

    assert [key for key in keys(language) if jargon.search(say(language, key))] == []


def test_a_text_that_does_not_exist_is_an_error_of_ours() -> None:
    """A raw key never reaches a page or a message."""
    with pytest.raises(KeyError, match=r"milestone\.teleported"):
        say("en", "milestone.teleported")


@pytest.mark.parametrize(
    ("page", "recipient", "accepted", "retailer", "chosen"),
    [
        ("de", "en", "en", "en", "de"),
        (None, "de-AT", "en-GB,en;q=0.8", "en", "de"),
        (None, None, "fr;q=0.9,de;q=0.5,en;q=0.4", "en", "de"),
        (None, None, "de;q=0,en", "de", "en"),
        ("xx", None, None, "de", "de"),
        (None, None, "de;q=often", None, "en"),
        (None, None, None, None, "en"),
    ],
)
def test_the_language_is_chosen_in_this_order(
    page: str | None,
    recipient: str | None,
    accepted: str | None,
    retailer: str | None,
    chosen: str,
) -> None:
    """The page's switch, the recipient, the browser, the retailer, then English."""
    assert choose_language(page, recipient, accepted, retailer) == chosen


def _places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
