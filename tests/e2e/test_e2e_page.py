"""The tracking page in a real Chromium, over the whole system and the demo's whole day."""

from typing import Final, Literal

import pytest
from e2e.browsing import DESK, PHONE, TABLET, Browser, scrolls_sideways
from e2e.staging import Demo, Played
from waymark_tools.demo.opening import RETAILER
from waymark_tools.demo.story import Story, the_day

pytestmark = pytest.mark.e2e
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")


def test_a_page_follows_its_parcel_without_being_touched(played: Played) -> None:
    """Open from the order on, it told every station by itself, in turn, and was never reloaded."""
    stations = ["bestätigt", "Kommt am", "In Zustellung", "Zugestellt am"]
    said = " | ".join(played.headlines)
    places = [said.find(word) for word in stations]

    assert played.untouched
    assert -1 not in places, said
    assert places == sorted(places), said


PAGED: Final = [tale for tale in the_day().story if tale.shop != "topics"]
"""A shop that speaks by topics alone is told no page: its buyers are, by mail."""


@pytest.mark.parametrize("tale", PAGED, ids=lambda tale: tale.reference)
def test_every_parcel_of_the_day_is_a_good_page(
    tale: Story, played: Played, browser: Browser
) -> None:
    """One first heading, no scrolling sideways, no third party, no error; pictures to look at."""
    page = browser.open(played.pages[tale.reference])

    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert not scrolls_sideways(page)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            browser.picture(page, f"{tale.reference}-{size['width']}-{scheme}")

    assert page.locator("h1").count() == 1
    assert page.get_attribute("html", "lang") == tale.language
    page.context.close()
    assert browser.faults == []


def test_the_page_speaks_the_other_language_too(played: Played, browser: Browser) -> None:
    """The switch is a link: the whole page changes, and stays changed when it is updated."""
    page = browser.open(played.pages["SO-1001"])

    page.click("a.switch")

    assert page.get_attribute("html", "lang") == "en"
    assert "Delivered" in page.inner_text("h1")
    browser.picture(page, "english")
    page.context.close()


def test_the_readmes_picture(played: Played, browser: Browser) -> None:
    """`make pictures` puts it into the docs: a parcel that is late, moves, and has a new day."""
    page = browser.open(played.pages["SO-1006"], viewport=TABLET)

    browser.picture(page, "page")

    assert page.inner_text("h1").startswith("Arrives ")
    page.context.close()


def test_the_page_works_without_script(played: Played, browser: Browser) -> None:
    """Everything that is told is there; what needs script is not shown."""
    page = browser.open(played.pages["SO-1008"], java_script_enabled=False)

    assert page.locator("article.parcel").count() == 3
    assert page.locator("section.history").count() == 3
    assert not page.locator("button:visible").count()
    page.context.close()


def test_updates_can_be_paused(played: Played, browser: Browser) -> None:
    """The button says what it does and keeps its state for who hears the page."""
    page = browser.open(played.pages["SO-1006"])
    pause = page.locator("#pause")
    before = pause.inner_text()

    pause.click()

    assert pause.get_attribute("aria-pressed") == "true"
    assert pause.inner_text() != before
    page.context.close()


@pytest.mark.parametrize(
    ("path", "name"), [("/t/nothingopenswiththis", "wrong-link"), ("/track", "look-up")]
)
def test_a_page_without_an_order_has_a_way_on(
    demo: Demo, browser: Browser, path: str, name: str
) -> None:
    """A wrong link and the look-up by number are pages, not errors."""
    page = browser.open(demo.origin + path, viewport=PHONE)
    browser.picture(page, name)

    assert page.locator("h1").count() == 1
    assert not scrolls_sideways(page)
    page.context.close()


def test_a_number_alone_finds_the_present_sentence(
    demo: Demo, played: Played, browser: Browser
) -> None:
    """Who has only the number learns where it is, but neither places nor names nor history."""
    tale = played.stories[0]
    page = browser.open(f"{demo.origin}/track?retailer={RETAILER}", viewport=PHONE, locale="en-GB")

    page.fill("input[name=number]", tale.numbers["a"])
    page.click("button[type=submit]")

    assert "Delivered" in page.inner_text("h1")
    assert "Berlin" not in page.content()
    assert tale.buyer not in page.content()
    browser.picture(page, "found")
    page.context.close()


def test_the_mails_can_be_looked_at(demo: Demo, played: Played, browser: Browser) -> None:
    """Every mail opens as its reader sees it, with the same first sentence as its subject."""
    assert played.untouched
    mail = next(
        one for one in demo.stage.mailbox.mails("so-1005@buyers.example") if "12,40" in one.subject
    )
    page = browser.open(f"{demo.stage.mails_url}{mail.no}/html", viewport=PHONE)
    browser.picture(page, "mail")

    assert page.inner_text("h1").split() == mail.subject.split()
    assert not scrolls_sideways(page)
    page.context.close()
