"""An import as its caller sees it: sent whole, answered line by line."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

_KINDS: Final = {
    ".csv": "text/csv",
    ".ndjson": "application/x-ndjson",
    ".jsonl": "application/x-ndjson",
}
_PIECE: Final = 65_536
_PATIENCE_S: Final = 120.0


class Refused(Exception):  # noqa: N818 (an answer, told as a sentence)
    """The import came to nothing, or not to its end."""


@dataclass(frozen=True)
class Sent:
    """What is imported. CSV by its name's end, else JSON Lines."""

    kind: str
    file: Path
    charset: str
    notify: bool

    @property
    def media_type(self) -> str:
        """Refused for a name that does not say what it is."""
        found = _KINDS.get(self.file.suffix.lower())
        if found is None:
            raise Refused(f"{self.file.name}: name it .csv, .ndjson or .jsonl, as what it holds")
        return f"{found}; charset={self.charset}"

    @property
    def refused(self) -> Path:
        """Where the refused lines go, to be mended and imported."""
        return self.file.with_name(f"{self.file.stem}.refused{self.file.suffix}")

    @property
    def reasons(self) -> Path:
        """Where it is said why, a line of JSON each."""
        return self.file.with_name(f"{self.file.stem}.refused.reasons.jsonl")


@dataclass
class _Refusals:
    """What was refused, written as it is told; the files are made with the first."""

    sent: Sent
    stack: ExitStack
    places: list[tuple[int, int]] = field(default_factory=list)
    _reasons: IO[str] | None = None

    def add(self, result: dict[str, Any]) -> None:
        """Write a result."""
        if self._reasons is None:
            reasons = self.sent.reasons.open("w", encoding="utf-8")
            self._reasons = self.stack.enter_context(reasons)
        self._reasons.write(json.dumps(result, ensure_ascii=False) + "\n")
        self.places.append((result["line"], result["last_line"]))


def importing(sent: Sent, url: str, key: str, *, quiet: bool) -> dict[str, Any]:
    """Import a file; counts, and where what was refused lies. Refused when it was not done."""
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": sent.media_type,
        "Content-Length": str(sent.file.stat().st_size),
    }
    address = f"{url.rstrip('/')}/v1/{sent.kind}:import"
    with ExitStack() as stack:
        refusals = _Refusals(sent, stack)
        progress = stack.enter_context(_progress(quiet=quiet))
        task = progress.add_task("sending", total=sent.file.stat().st_size)
        try:
            client = stack.enter_context(httpx.Client(timeout=_PATIENCE_S))
            answer = stack.enter_context(
                client.stream(
                    "POST",
                    address,
                    params={"notify": "true"} if sent.notify else {},
                    headers=headers,
                    content=_pieces(sent.file, progress, task),
                )
            )
            progress.update(task, description="importing", completed=0, total=_lines(sent.file))
            summary = _followed(answer, refusals, progress, task)
        except httpx.HTTPError as fault:
            raise Refused(f"{url}: {type(fault).__name__} {fault}; import the file again") from None
    return _ended(sent, summary, refusals.places)


def _followed(
    answer: httpx.Response, refusals: _Refusals, progress: Progress, task: TaskID
) -> dict[str, Any]:
    """The summary, once all results were read."""
    if not answer.is_success:
        answer.read()
        raise Refused(_said(answer))
    summary: dict[str, Any] = {"complete": False}
    for line in answer.iter_lines():
        record = json.loads(line)
        summary = record.get("summary", summary)
        if "problem" in record:
            refusals.add(record)
        if "last_line" in record:
            progress.update(task, completed=record["last_line"])
    return summary


def _ended(sent: Sent, summary: dict[str, Any], places: list[tuple[int, int]]) -> dict[str, Any]:
    if not summary["complete"]:
        why = summary.get("problem", {}).get("detail", "the answer broke off; import it again")
        raise Refused(f"{sent.file.name}: {why}; what is there stays as it is")
    if places:
        _copy(sent, places)
    return {
        "made": summary["made"],
        "unchanged": summary["unchanged"],
        "refused": summary["refused"],
        "refused_lines": str(sent.refused) if places else None,
        "reasons": str(sent.reasons) if places else None,
    }


def _copy(sent: Sent, places: list[tuple[int, int]]) -> None:
    """The refused lines, under the header of a table."""
    head = _head(sent)
    wanted = iter(places)
    first, last = next(wanted)
    with sent.file.open("rb") as lines, sent.refused.open("wb") as kept:
        for number, line in enumerate(lines, start=1):
            if number > last:
                first, last = next(wanted, (first, last))
            if number <= head or first <= number <= last:
                kept.write(line)


def _head(sent: Sent) -> int:
    """How many lines come before the rows of a table; a spreadsheet may name its separator."""
    if not sent.media_type.startswith("text/csv"):
        return 0
    with sent.file.open("rb") as lines:
        first = next(lines, b"").removeprefix(b"\xef\xbb\xbf").lower()
    return 2 if first.startswith(b"sep=") else 1


def _pieces(file: Path, progress: Progress, task: TaskID) -> Iterator[bytes]:
    with file.open("rb") as content:
        while piece := content.read(_PIECE):
            yield piece
            progress.advance(task, len(piece))


def _lines(file: Path) -> int:
    with file.open("rb") as content:
        return sum(1 for _ in content)


def _said(answer: httpx.Response) -> str:
    try:
        return f"{answer.status_code}: {answer.json()['detail']}"
    except (ValueError, KeyError, TypeError):
        return f"{answer.status_code} {answer.reason_phrase}"


def _progress(*, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True), disable=quiet)
