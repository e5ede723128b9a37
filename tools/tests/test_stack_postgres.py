"""A server that is started again right after it was killed finds some of the one before it."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

from waymark_tools.stack.children import Child
from waymark_tools.stack.postgres import Postgres

EARLY = (
    'FATAL:  pre-existing shared memory block (key 2, ID 3) is still in use\nHINT:  Terminate "…"\n'
)
LEFT = "FATAL:  terminating connection due to unexpected postmaster exit\n"


def child(tmp_path: Path, words: str) -> Child:
    log = tmp_path / "postgres.log"
    log.write_text(words)
    return cast("Child", SimpleNamespace(log=log))


def test_it_came_too_early_however_many_are_left(tmp_path: Path) -> None:
    """Each of those says a line after it.

    Seen to fail: with fifty connections the reason stood no more in the log's last lines.
    """
    assert Postgres._came_too_early(child(tmp_path, EARLY + LEFT * 50))


def test_another_end_is_an_error(tmp_path: Path) -> None:
    """What was long ago is no reason."""
    words = EARLY + "LOG:  database system is ready\n" * 20 + "PANIC:  no space left\n"

    assert not Postgres._came_too_early(child(tmp_path, words))
