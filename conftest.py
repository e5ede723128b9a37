"""The fixtures of tests/kit for every test of the repository, and how long a law is tried."""

import gc
import os
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

_EXAMPLES: Final = int(os.environ.get("WAYMARK_LAW_EXAMPLES", "20"))
"""Of each law. A few, where one file is run by hand; `make laws` asks for many."""
_ACROSS: Final = Path(__file__).parent / "tests"

# How fast a machine draws examples, or runs one, says nothing of what is tested.
settings.register_profile(
    "any machine",
    deadline=None,
    max_examples=_EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any machine")

pytest_plugins = ["kit.fixtures"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever is drawn by Hypothesis is a law; what lies in tests/ is of no single package."""
    gc.freeze()  # what was imported and collected stays: looking through it again takes a tenth
    for item in items:
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
            item.add_marker(pytest.mark.law)
        if _ACROSS in item.path.parents:
            item.add_marker(pytest.mark.across)
