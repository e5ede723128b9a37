"""Whoever takes back what a database forgot does it alone, and waits for those who compare."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from kit.databases import Databases
from order.recover import own_turn
from waymark_runtime.catching_up import turn
from waymark_runtime.faults import Refused

pytestmark = pytest.mark.integration


@pytest.fixture
def url(database: Databases) -> str:
    return database("order").worker


def test_it_begins_as_soon_as_the_other_ends(url: str) -> None:
    """Seen to fail: asked once, it is refused while a worker that has just started compares."""
    with ExitStack() as other, ThreadPoolExecutor(1) as thread:
        assert other.enter_context(turn(url)) is not None
        waiting = thread.submit(_had, url, within_s=20.0)
        with pytest.raises(TimeoutError):
            waiting.result(0.5)

        other.close()

        assert waiting.result(10) == 1


def test_whoever_compares_for_too_long_is_named(url: str) -> None:
    """Nothing was changed, and the command can be given again."""
    with turn(url), pytest.raises(Refused, match="another process compares"):
        _had(url, within_s=0.4)


def _had(url: str, *, within_s: float) -> int:
    with own_turn(url, within_s) as held:
        return len(held.execute("SELECT 1").fetchall())
