"""A pytest plugin that stands around the tests while mutants run; it imports nothing of ours.

Every mutant meets the same examples of a law, so that a run says what the last one said.
"""

import os
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, is_hypothesis_test, settings
from mutmut.state import state

settings.register_profile(
    "mutants",
    max_examples=20,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # that it fails is enough: nothing is made smaller
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("mutants")
_AT_IMPORT: Final[set[str]] = set()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Laws come last: most mutants are found before them."""
    items.sort(key=lambda item: is_hypothesis_test(getattr(item, "obj", None)))


def pytest_collection_finish() -> None:
    """Note what was called while the tests were imported."""
    _AT_IMPORT.update(state()._stats)


@pytest.fixture(autouse=True)
def _what_imports_call() -> None:
    """What a module calls while it is imported, concerns every test and not only the first."""
    if os.environ.get("MUTANT_UNDER_TEST") == "stats":
        state()._stats.update(_AT_IMPORT)
