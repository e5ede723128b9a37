"""`make golden`: what every dialect hears in its samples, and docs/carriers.md, written down anew.

A dialect that hears something else than it did gives other facts for the same bytes: that is a new
`mapping_version`, and the difference of these files is what a reviewer reads.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.registry import DIALECTS

from waymark_tools.carriers_page import PAGE, page
from waymark_tools.operator import hearing

_TESTS: Final = Path("services/carrier_ingest/tests")
_NUMBERS: Final = "_numbers.txt"


def main() -> int:
    """Write all of them anew."""
    root = Path.cwd() / _TESTS
    folder = root / "dialect_golden"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.jsonl"):
        old.unlink()
    for name, lines in heard_in(root / "dialect_samples"):
        (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines))
    (Path.cwd() / PAGE).write_text(page())
    return 0


def heard_in(samples: Path) -> Iterator[tuple[str, list[str]]]:
    """Each sample's name, and what is heard in it as `waymark dialect` prints it."""
    conventions = Conventions(zone="Europe/Berlin", locale="en_US")
    for sample in sorted(samples.iterdir()):
        if sample.name.endswith(_NUMBERS):
            continue
        name = max((one for one in DIALECTS if sample.name.startswith(one)), key=len)
        lines = hearing.lines(DIALECTS[name], sample.read_bytes(), None, conventions)
        yield sample.name, [json.dumps(line, ensure_ascii=False) for line in lines]


if __name__ == "__main__":
    raise SystemExit(main())
