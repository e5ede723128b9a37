"""docs/api.md, run as it stands there."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from integration.order_rig import api_on
from kit.databases import Databases

pytestmark = pytest.mark.integration
PAGE: Final = Path(__file__).parents[2] / "docs" / "api.md"
_BLOCK: Final = re.compile(
    r"<!-- a test runs this block -->\n```sh\n(.*?)```"
    r"(?:\n<!-- and finds these words in what it prints -->\n```text\n(.*?)```)?",
    re.DOTALL,
)


def blocks() -> Iterator[tuple[str, list[str]]]:
    """Each block and the words that it prints."""
    for script, words in _BLOCK.findall(PAGE.read_text()):
        yield script, words.splitlines()


def test_the_page_of_the_api_does_what_it_says(database: Databases, tmp_path: Path) -> None:
    """Every block in its turn, in one folder; what it promises to print, it prints."""
    beside = Path(sys.executable).parent
    with api_on(database("order")) as api:
        environment = {
            **os.environ,
            "PATH": f"{beside}:{os.environ['PATH']}",
            "WAYMARK_URL": str(api.client.base_url),
            "WAYMARK_API_KEY": api.key,
        }
        found = list(blocks())
        for script, words in found:
            done = subprocess.run(
                ["sh", "-ec", script],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, (script, done.stdout, done.stderr)
            for line in words:
                assert line in done.stdout, (line, done.stdout)
    assert len(found) == 4
