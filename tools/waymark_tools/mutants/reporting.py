"""Figures into their file, and into words."""

import importlib.metadata
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import to_builtins

from waymark_tools.mutants.judging import LEAST, Verdict

_HEADS: Final = (
    "part",
    "all",
    "killed",
    "timeout",
    "survived",
    "no tests",
    "explained",
    "share",
    "of others",
)


def write(path: Path, verdicts: Mapping[str, Verdict]) -> None:
    """Put each part's figures into the file; those of other parts stay."""
    figures = json.loads(path.read_text()) if path.exists() else {}
    for part, verdict in verdicts.items():
        figures[part] = to_builtins(verdict.figures)
    figures["date"] = datetime.now(UTC).date().isoformat()
    figures["tool"] = f"mutmut {importlib.metadata.version('mutmut')}"
    path.write_text(json.dumps(figures, indent=2) + "\n")


def table(verdicts: Mapping[str, Verdict]) -> str:
    """A row for each part."""
    rows = [_HEADS, *(_row(part, verdict) for part, verdict in verdicts.items())]
    return "\n".join("".join(f"{cell:>11}" for cell in row) for row in rows)


def _row(part: str, verdict: Verdict) -> tuple[str, ...]:
    one = verdict.figures
    counts = (one.mutants, one.killed, one.timeout, one.survived, one.no_tests, one.explained)
    shares = (one.share, one.share_without_explained)
    return (part, *(f"{count}" for count in counts), *(f"{share:.1%}" for share in shares))


def rest(verdicts: Mapping[str, Verdict]) -> str:
    """What nobody noticed or explained, which parts that is too much of, and what is stale."""
    return "".join(f"{line}\n" for part, one in verdicts.items() for line in _lines(part, one))


def _lines(part: str, verdict: Verdict) -> Iterator[str]:
    for mutant in verdict.open:
        yield f"{part}: {mutant.outcome} {mutant.id}\n    - {mutant.was}\n    + {mutant.becomes}"
    for why in verdict.stale:
        yield f"{part}: explained, but nothing survives: {why.function} {why.becomes}"
    if not verdict.passed:
        yield f"{part}: under {LEAST:.0%} of the mutants are noticed"
