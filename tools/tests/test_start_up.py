"""README says of the start what was measured."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_times_in_readme_are_the_files() -> None:
    """`make start-up` measures; nobody writes figures by hand."""
    text = (ROOT / "docs" / "figures" / "start-up.txt").read_text()
    times = {
        name: round(float(seconds)) for name, seconds in re.findall(r"(.+?) {2,}([0-9.]+) s", text)
    }
    readme = (ROOT / "README.md").read_text()

    for first, again in (
        ("from nothing to moved", None),
        ("make demo: the addresses", "make demo, again"),
        ("make test", "make test, again"),
    ):
        cells = f"| {times[first]} | {times[again] if again else ''} |".replace("|  |", "| |")
        assert cells in readme, first
