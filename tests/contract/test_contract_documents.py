"""The documents name what exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("libs", "services", "tools", "tests")


def test_every_invariant_names_a_test_that_exists() -> None:
    """An invariant without its test is a wish, and so is a promise about bad input."""
    pages = (ROOT / "ARCHITECTURE.md", ROOT / "docs" / "bad-input.md")
    named = {name for page in pages for name in re.findall(r"`(test_\w+)`", page.read_text())}
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("test_*.py")]
    written = {name for path in files for name in re.findall(r"def (test_\w+)", path.read_text())}

    assert named
    assert named - written == set()


def hops() -> list[tuple[str, str, str]]:
    """The lines of ARCHITECTURE.md's ways: where, which file, which function."""
    _, _, rest = (ROOT / "ARCHITECTURE.md").read_text().partition("## The four ways")
    ways, _, _ = rest.partition("## Who owns what")
    blocks = ways.split("```")[1::2]
    lines = [line.split() for block in blocks for line in block.strip().splitlines()]
    return [(line[0], line[1], line[2]) for line in lines]


@pytest.mark.parametrize(("part", "file", "function"), hops())
def test_every_hop_of_the_ways_is_there(part: str, file: str, function: str) -> None:
    """Whoever follows an order, a scan, a status or a mail finds each file and function."""
    folder = "libs/runtime/waymark_runtime" if part == "runtime" else f"services/{part}/{part}"
    source = (ROOT / folder / f"{file}.py").read_text()

    assert re.search(rf"^ *(?:async )?def {function}\(", source, re.MULTILINE)


def test_every_relative_link_of_the_documents_leads_somewhere() -> None:
    """A reader who follows a link arrives."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text())
        if "://" not in target and not (page.parent / target).exists()
    ]

    assert broken == []
