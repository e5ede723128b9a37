"""A carrier is one folder, one line and its numbers: nothing else knows its name."""

import re
from pathlib import Path

import pytest
from carrier_ingest.carriers.registry import DIALECTS

ROOT = Path(__file__).parents[2]
CARRIERS = "services/carrier_ingest/carrier_ingest/carriers"
KNOWS = {
    f"{CARRIERS}/registry.py": "the one line",
    "libs/events/waymark_events/numbers/registry.py": "two ways of writing one number",
    "libs/events/waymark_events/numbers/ranking.py": "where a carrier is at home",
    f"{CARRIERS}/fedex/links.py": "whose numbers its partners' are",
    "services/order/order/app/promising.py": "who delivers on Saturdays",
    "services/order/order/api/examples.py": "an example",
    "services/order/order/requests/importing/columns.py": "an example",
}
"""Where a carrier may be named, and why; a new one need not be."""
NEUTRAL = {name for name, dialect in DIALECTS.items() if not dialect.carriers}
"""Formats that are no carrier's: files of orders are CSV too, so the word says nothing."""


@pytest.mark.parametrize("name", sorted(set(DIALECTS) - NEUTRAL - {"test"}))
def test_a_carrier_is_named_in_its_folder_alone(name: str) -> None:
    """Whoever adds one changes nothing that is there.

    Seen to fail: paces and quotas of carriers stood in a file of the service.
    """
    literal = re.compile(rf"\"{name}\"")
    files = [*(ROOT / "services").glob("*/[a-z]*/**/*.py"), *(ROOT / "libs").glob("*/way*/**/*.py")]
    named = {
        path.relative_to(ROOT).as_posix() for path in files if literal.search(path.read_text())
    }
    elsewhere = {path for path in named if "/tests/" not in path} - KNOWS.keys()

    assert {path for path in elsewhere if not path.startswith(f"{CARRIERS}/{name}/")} == set()
