"""The developers' page in a real Chromium, over the whole system behind its one origin."""

from typing import Final

import httpx
import pytest
from e2e.browsing import Browser
from e2e.staging import Demo
from playwright.sync_api import Page

pytestmark = pytest.mark.e2e
DESCRIPTIONS: Final = (
    "/v1/openapi.json",
    "/v1/openapi/reads.json",
    "/v1/webhooks/openapi.json",
    "/v1/messages/openapi.json",
)


def shown(page: Page, description: str) -> set[tuple[str, str]]:
    """Method and path of every operation in one part of the page, once it is there."""
    part = page.locator(f"[data-description='{description}']")
    part.locator(".opblock").first.wait_for()
    rows = part.locator(".opblock-summary")
    methods = rows.locator(".opblock-summary-method").all_inner_texts()
    paths = rows.locator("[data-path]").evaluate_all("all => all.map(one => one.dataset.path)")
    return {(method.lower(), path) for method, path in zip(methods, paths, strict=True)}


def described(demo: Demo, description: str) -> set[tuple[str, str]]:
    """The same, as the description itself has it."""
    paths = httpx.get(f"{demo.origin}{description}", trust_env=False).json()["paths"]
    return {(method, path) for path, methods in paths.items() for method in methods}


def test_the_docs_list_what_the_services_describe(demo: Demo, browser: Browser) -> None:
    """Every operation, from our own origin, with no error; a picture to look at."""
    page = browser.open(f"{demo.origin}/v1/docs")

    for description in DESCRIPTIONS:
        assert shown(page, description) == described(demo, description) != set()
    assert page.locator("h1:visible").count() == 1
    browser.picture(page, "docs")
    page.context.close()
    assert browser.faults == []


def test_a_read_can_be_tried_on_the_page(demo: Demo, browser: Browser) -> None:
    """With a key put in, "Execute" asks our own origin and shows the answer."""
    page = browser.open(f"{demo.origin}/v1/docs")
    part = page.locator(f"[data-description='{DESCRIPTIONS[1]}']")
    part.locator("button.authorize").first.click()
    part.locator("input[type=text], input[type=password]").first.fill(demo.opened.key)
    part.locator("button[aria-label='Apply credentials']").first.click()
    part.locator(".close-modal").click()

    part.locator("#operations-Orders-orders .opblock-summary-control").click()
    part.locator("#operations-Orders-orders .try-out button").click()
    part.locator("#operations-Orders-orders .execute").click()

    answer = part.locator("#operations-Orders-orders .live-responses-table .response")
    answer.wait_for()
    assert answer.locator(".response-col_status").inner_text().startswith("200")
    assert "items" in answer.inner_text()
    page.context.close()
    assert browser.faults == []
