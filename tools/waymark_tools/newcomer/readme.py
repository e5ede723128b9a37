"""README's lines for a newcomer, as they stand there."""

import re
from pathlib import Path
from typing import Final

_MARK: Final = "<!-- the end-to-end test runs this block -->\n```sh\n"


def lines(readme: Path) -> list[str]:
    """The five lines of the block; ValueError when README has no such block."""
    found = re.search(re.escape(_MARK) + r"(.*?)\n```", readme.read_text(), re.DOTALL)
    if found is None:
        raise ValueError(f"{readme} has no block that begins with {_MARK!r}")
    return found[1].splitlines()
