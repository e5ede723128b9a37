"""One demo and one Chromium for the whole tier; the day is played once, before a watched page."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.browsing import Browser, browser_at
from e2e.staging import Demo, Played, free_base, play
from playwright.sync_api import sync_playwright
from waymark_tools.demo.opening import actors, open_shop, wait_known
from waymark_tools.demo.stage import stage
from waymark_tools.stack.ports import Ports
from waymark_tools.stack.temporary import in_memory, temporary_folder

PICTURES = Path(__file__).parents[2] / ".waymark" / "pictures"


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """The whole system behind one origin, with an open shop; nothing was ordered yet."""
    with (
        temporary_folder(in_memory()) as folder,
        stage(folder, Ports.at(free_base()), print) as standing,
    ):
        opened = open_shop(standing)
        wait_known(standing, opened)
        yield Demo(standing, opened)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; a test that asks fails where there is none."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    with sync_playwright() as playwright, browser_at(playwright, path, PICTURES) as running:
        yield running


@pytest.fixture(scope="session")
def played(demo: Demo, browser: Browser) -> Iterator[Played]:
    """The day, played to its end while the first parcel's page stands open."""
    with actors(demo.stage, demo.opened) as acting:
        yield play(acting, browser)
