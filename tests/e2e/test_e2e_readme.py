"""README's lines from nothing to a moving page, run as they stand there."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from e2e.browsing import Browser
from e2e.staging import Demo
from kit.waiting import eventually
from waymark_tools.demo.note import noted
from waymark_tools.newcomer.readme import lines

pytestmark = pytest.mark.e2e
README = Path(__file__).parents[2] / "README.md"


def run(script: str, environment: Mapping[str, str]) -> str:
    """Run lines in one shell; what they print."""
    done = subprocess.run(
        ["sh", "-ec", script],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readme_leads_from_nothing_to_a_moving_page(
    demo: Demo, browser: Browser, tmp_path: Path
) -> None:
    """The first line's answer holds the page's address; after the third it has moved by itself."""
    book, token, push, *reads = lines(README)
    with noted(tmp_path, demo.stage, demo.opened) as note:
        source = f". {note}\n"
        booked = json.loads(run(source + book, {}))
        address = booked["recipients"][0]["tracking_url"]
        # Whoever clicks is slower than the order's way to the page.
        eventually(lambda: httpx.get(address, trust_env=False).status_code == httpx.codes.OK)
        page = browser.open(address, locale="en-GB")
        before = page.inner_text("h1")

        run(source + f"{token}\n{push}", {})

        eventually(lambda: page.inner_text("h1") != before)
        after = page.inner_text("h1")
        answers = [json.loads(run(source + line, {})) for line in reads]
    page.context.close()
    assert "out for delivery" in after.lower()
    assert [len(answer["items"]) for answer in answers] == [1, 1]
    assert '"out_for_delivery"' in json.dumps(answers[0])
