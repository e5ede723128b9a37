"""An import under way: a transaction a chunk, its results told before the next is read."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from msgspec.structs import asdict, replace
from waymark_runtime.faults import Denied, TransientFault
from waymark_runtime.http.describing import ProblemDetails
from waymark_runtime.http.problems import problem_document
from waymark_runtime.postgres import is_away

from order.api.answers import item_result
from order.api.desk import Asked
from order.api.documents import Counts, LineResult, ProgressRecord, Summary, SummaryRecord
from order.app.many import Result, Wanted
from order.requests.importing.items import Item
from order.requests.wanting import Read

MOST_ITEMS: Final = 200
MOST_BYTES: Final = 1_048_576
_LOG: Final = logging.getLogger(__name__)
_ENCODE: Final = msgspec.json.Encoder().encode


class Import:
    """Does the items of a file in their order, and says what became of each.

    What was told is done and stays, whatever comes after. Memory holds one chunk.
    """

    def __init__(self, asked: Asked, read: Read) -> None:
        self._asked = asked
        self._read = read
        self._made = self._unchanged = self._refused = 0

    def records(self, items: Iterable[Item]) -> Iterator[bytes]:
        """Lines of JSON, a chunk's at once: results, progress, and at the end the summary."""
        problem: ProblemDetails | None = None
        try:
            for chunk in chunks(items):
                results = self._done(chunk)
                yield b"".join(self._told(chunk, results))
        except Exception as fault:
            problem = _problem(fault)
        summary = Summary(
            **asdict(self._counts()),
            made=self._made,
            unchanged=self._unchanged,
            complete=problem is None,
            problem=problem,
        )
        yield _line(SummaryRecord(summary=summary))

    def _done(self, chunk: Sequence[Item]) -> list[Result]:
        call = replace(self._asked.call, now=datetime.now(UTC), key=None)
        asking = replace(self._asked, call=call)
        wanted: list[Wanted] = []
        for item in chunk:
            one = item.content
            if not isinstance(one, Denied):
                one = self._read(asking, one)
            wanted.append(item.pointed(one) if isinstance(one, Denied) else one)
        return self._asked.desk.batches(call, wanted)

    def _told(self, chunk: Sequence[Item], results: Sequence[Result]) -> Iterator[bytes]:
        for item, result in zip(chunk, results, strict=True):
            self._made += result.status == 201
            self._unchanged += result.status == 200
            self._refused += result.denial is not None
            said = asdict(item_result(self._asked.desk, result))
            yield _line(LineResult(line=item.line, last_line=item.last_line, **said))
        yield _line(ProgressRecord(progress=self._counts()))

    def _counts(self) -> Counts:
        accepted = self._made + self._unchanged
        done = accepted + self._refused
        return Counts(done=done, accepted=accepted, refused=self._refused)


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items in the portions of a transaction; one that is large goes alone."""
    chunk: list[Item] = []
    size = 0
    for item in items:
        if chunk and (len(chunk) == MOST_ITEMS or size + item.size > MOST_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += item.size
    if chunk:
        yield chunk


def _problem(fault: Exception) -> ProblemDetails:
    """What stopped an import; nothing of a fault that nobody foresaw reaches the caller."""
    if isinstance(fault, TransientFault) or is_away(fault):
        detail = "a part of the system is away; import the file again"
        document = problem_document(503, "unavailable", detail)
    else:
        _LOG.error("an import failed", exc_info=fault)
        detail = "something failed here; it is logged, import the file again later"
        document = problem_document(500, "internal", detail)
    return msgspec.convert(document, ProblemDetails)


def _line(record: Any) -> bytes:
    return _ENCODE(record) + b"\n"
