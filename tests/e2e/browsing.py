"""A real Chromium that notes what no page of ours may do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Playwright, ViewportSize

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PHONE: ViewportSize = {"width": 320, "height": 640}
TABLET: ViewportSize = {"width": 720, "height": 900}
DESK: ViewportSize = {"width": 1280, "height": 900}


@dataclass
class Browser:
    """Opens pages, each in a fresh profile. `faults` are what their pages did wrong."""

    chromium: Chromium
    pictures: Path
    faults: list[str] = field(default_factory=list)

    def open(self, address: str, **profile: Any) -> Page:
        """Open an address in a profile of its own, such as `viewport` or `color_scheme`."""
        context = self.chromium.new_context(**{"viewport": DESK, "locale": "de-DE", **profile})
        page = context.new_page()
        origin = urlsplit(address).netloc
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", lambda said: self._heard(said.type, said.text))
        page.on("request", lambda asked: self._asked(asked.url, origin))
        page.goto(address)
        return page

    def picture(self, page: Page, name: str) -> Path:
        """Keep the whole page as a picture."""
        path = self.pictures / f"{name}.png"
        page.screenshot(path=path, full_page=True, caret="initial")  # adds no style of its own
        return path

    def _heard(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.faults.append(f"console: {text}")

    def _asked(self, address: str, origin: str) -> None:
        if urlsplit(address).netloc not in {origin, ""}:
            self.faults.append(f"asked a third party: {address}")


@contextmanager
def browser_at(playwright: Playwright, path: str, pictures: Path) -> Iterator[Browser]:
    """Run the Chromium that is there; nothing is downloaded."""
    chromium = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
    try:
        yield Browser(chromium, pictures)
    finally:
        chromium.close()


def scrolls_sideways(page: Page) -> bool:
    """Whether a reader has to scroll sideways to read."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return wide
