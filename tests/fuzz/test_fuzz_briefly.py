"""No answer is undocumented and none is an error of ours, whatever is asked: a short look."""

import re
from pathlib import Path

import pytest
from fuzz.running import fuzzed
from fuzz.targets import TARGETS, Target
from kit.databases import Databases
from projection.pages.rendering import environment

pytestmark = pytest.mark.integration
SEED = 20260312
BRIEFLY = ("--phases=examples,fuzzing", "--max-examples=4", "--no-shrink")


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_every_answer_is_as_described(target: Target, database: Databases, tmp_path: Path) -> None:
    """Statuses, media types, headers and bodies are those of the description; the seed is fixed."""
    with target.opened(database) as reached:
        found = fuzzed(target, reached, tmp_path, *BRIEFLY, seed=SEED, within_s=60)

    assert found.ok, found.text


def test_no_description_is_left_out() -> None:
    """What the developers' page shows is what is asked."""
    page = environment().loader.get_source(environment(), "docs.html")[0]  # type: ignore[union-attr]

    shown = re.findall(r'data-description="([^"]+)"', page)
    assert sorted(shown) == sorted(target.description for target in TARGETS)
