"""The committed documents of the contract: JSON Schemas, and AsyncAPI with the golden examples."""

import json
from pathlib import Path
from typing import Any

from waymark_events.asyncapi import document
from waymark_events.registry import TYPES
from waymark_events.schemas import schemas

EVENTS = Path(__file__).parents[3] / "libs" / "events"


def golden() -> dict[str, dict[str, Any]]:
    """The golden example of each type."""
    return {kind: json.loads((EVENTS / "golden" / f"{kind}.json").read_text()) for kind in TYPES}


def publish(folder: Path = EVENTS) -> int:
    """Write the schemas of all types and the AsyncAPI document; returns how many types."""
    (folder / "schemas").mkdir(parents=True, exist_ok=True)
    written = schemas()
    for name, schema in written.items():
        save(folder / "schemas" / f"{name}.json", schema)
    save(folder / "asyncapi.json", document(golden()))
    return len(written)


def save(path: Path, content: dict[str, Any]) -> None:
    """Write JSON as it is committed."""
    path.write_text(json.dumps(content, indent=1) + "\n")
