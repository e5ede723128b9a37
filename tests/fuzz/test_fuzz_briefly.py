"""No answer is undocumented and none is an error of ours, whatever is asked: a short look."""

from pathlib import Path

import pytest
from fuzz.running import fuzzed
from fuzz.targets import TARGETS, Target
from kit.databases import Databases

pytestmark = pytest.mark.integration
SEED = 20260312
BRIEFLY = ("--phases=examples,fuzzing", "--max-examples=4", "--no-shrink")


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_every_answer_is_as_described(target: Target, database: Databases, tmp_path: Path) -> None:
    """Statuses, media types, headers and bodies are those of the description; the seed is fixed."""
    with target.opened(database) as reached:
        found = fuzzed(target, reached, tmp_path, *BRIEFLY, seed=SEED, within_s=60)

    assert found.ok, found.text
