"""Keeps what was found: a document for machines, and beside it the text that people read."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bench import machine

FOLDER: Final = Path(__file__).parent / "results"


def stamped(found: Mapping[str, Any]) -> dict[str, Any]:
    """With when and where it was found, and what BENCH_NOTE says of it, such as "noisy"."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    note = os.environ.get("BENCH_NOTE")
    told = {"note": note} if note else {}
    return {"at": now, "machine": machine.described(), **told, **found}


def write(folder: Path, name: str, document: Mapping[str, Any], text: str) -> None:
    """Keep a run."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n")
    (folder / f"{name}.txt").write_text(text + "\n")


def kept(folder: Path = FOLDER) -> dict[str, Any]:
    """All documents that are kept, by name."""
    return {one.stem: json.loads(one.read_text()) for one in sorted(folder.glob("*.json"))}
