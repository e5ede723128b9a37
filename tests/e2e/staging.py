"""The demo's stage on free ports, and its day played before an open page."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
from e2e.browsing import Browser
from playwright.sync_api import Page
from waymark_tools.demo.deeds import Actors
from waymark_tools.demo.opening import Opened
from waymark_tools.demo.player import Player
from waymark_tools.demo.stage import Stage
from waymark_tools.demo.story import Story, the_day
from waymark_tools.stack.ports import HOST, PortTakenError, is_free

_SPAN = 20
_SETTLES_WITHIN_S = 15.0


@dataclass(frozen=True)
class Demo:
    """The running system and its shop's key."""

    stage: Stage
    opened: Opened

    @property
    def origin(self) -> str:
        """Where everything answers."""
        return self.stage.wiring.public_url


@dataclass(frozen=True)
class Played:
    """The day after its end. `headlines` are what the watched page said, in turn."""

    stories: Sequence[Story]
    pages: dict[str, str]
    headlines: Sequence[str]
    untouched: bool


@dataclass
class Watched:
    """A page that is opened as soon as it is there, and then only looked at."""

    browser: Browser
    page: Page | None = None
    headlines: list[str] = field(default_factory=list)

    def look(self, address: str | None) -> None:
        """Note the first sentence when it is another one."""
        if self.page is None:
            # whoever clicks is slower than the order's way to the page
            if address is None or not _is_there(address):
                return
            self.page = self.browser.open(address)
            self.page.evaluate("window.untouched = true")
        said = self.page.inner_text("h1")
        if not self.headlines or self.headlines[-1] != said:
            self.headlines.append(said)


def _is_there(address: str) -> bool:
    return httpx.get(address, trust_env=False).status_code == httpx.codes.OK


def play(acting: Actors, browser: Browser) -> Played:
    """Play the day at its own pace while the first story's page is watched."""
    player = Player(the_day(), acting, pace=1.0)
    first = player.day.story[0].reference
    watched = Watched(browser)
    player.play(lambda _: watched.look(acting.shops["api"].pages.get(first)))
    deadline = time.monotonic() + _SETTLES_WITHIN_S
    while "Zugestellt" not in watched.headlines[-1] and time.monotonic() < deadline:
        watched.look(None)
        acting.observer.wait(lambda: False, 0.25)
    assert not player.complaints, player.complaints
    assert watched.page is not None
    untouched = bool(watched.page.evaluate("window.untouched === true"))
    watched.page.context.close()
    pages = acting.shops["api"].pages | acting.shops["webhooks"].pages
    return Played(player.day.story, pages, watched.headlines, untouched)


def free_base() -> int:
    """A base whose ports are all free."""
    for base in range(20_080, 29_000, _SPAN):
        if all(is_free(base + place) for place in range(_SPAN)):
            return base
    raise PortTakenError(f"no {_SPAN} free ports in a row on {HOST}")
