"""One word for one thing: what ARCHITECTURE.md calls by one name is called so everywhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READ = ("*.py", "*.md", "*.html", "*.json", "*.toml", "*.sql", "*.css", "*.js")
FOLDERS = ("libs", "services", "tools", "docs", "bench")
OTHERS = (
    "ARCHITECTURE.md",  # says which words they are
    "libs/events/waymark_events/numbers/",  # names of the data that was taken in
    "libs/events/tests/test_events_numbers.py",
    "services/carrier_ingest/carrier_ingest/carriers/",  # carriers' own words
    "services/carrier_ingest/carrier_ingest/domain/journeys.toml",
    "services/carrier_ingest/tests/",
    "tools/waymark_tools/demo/carriers/",
    "tools/waymark_tools/demo/day.toml",
    "docs/carriers/",  # names of credentials
    "docs/shops.md",  # shop systems' own words
    "docs/examples/shops/",
    "bench/contest.py",  # a statement of PostgreSQL
)
"""Where others' names are read."""


def words() -> list[str]:
    """The first column of the table under the glossary."""
    _, _, table = (ROOT / "ARCHITECTURE.md").read_text().partition("| not | but |")
    rows = [line.split("|")[1] for line in table.strip().splitlines()[1:]]
    return [word.strip() for row in rows for word in row.split(",")]


def pages() -> Iterator[tuple[str, str]]:
    """Every file that is read, with its text."""
    found = [path for name in FOLDERS for kind in READ for path in (ROOT / name).rglob(kind)]
    for path in [*ROOT.glob("*.md"), *found]:
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(OTHERS):
            yield name, path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return dict(pages())


@pytest.mark.parametrize("word", words())
def test_another_word_for_the_same_is_said_nowhere(word: str, texts: dict[str, str]) -> None:
    """Seen to fail: `Courier` stood for what hands messages over."""
    parts = re.split(r"[ -]", word)
    # as a word, and within names: tracking_code, TrackingCode, trackingCode
    said = re.compile(rf"(?<![a-z])({'[ _-]?'.join(parts)})(?:s|ies)?(?![a-z])", re.IGNORECASE)
    wrong = [
        f"{name}:{text[: one.start()].count(chr(10)) + 1}: {one.group(0)}"
        for name, text in texts.items()
        for one in said.finditer(text)
    ]

    assert wrong == []


def test_the_words_are_read() -> None:
    """A table that moved would forbid nothing."""
    assert {"courier", "dead-letter queue", "ETA"} <= set(words())
