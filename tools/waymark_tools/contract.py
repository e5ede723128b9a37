"""Writes the committed JSON Schemas of the contract: `python -m waymark_tools.contract`."""

import json
from pathlib import Path

from waymark_events.schemas import schemas


def write(folder: Path) -> int:
    """Write one file a type into the folder; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    written = schemas()
    for name, schema in written.items():
        (folder / f"{name}.json").write_text(json.dumps(schema, indent=1) + "\n")
    return len(written)


if __name__ == "__main__":
    target = Path(__file__).parents[2] / "libs" / "events" / "schemas"
    print(f"{write(target)} schemas in {target}")
