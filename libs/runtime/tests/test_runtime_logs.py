"""Logs are JSON lines that say what happened and never what stood in a record."""

import json
import logging

import pytest
import structlog
from waymark_runtime import logs


@pytest.fixture(autouse=True)
def as_before() -> None:  # type: ignore[misc]
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = kept, level
    structlog.reset_defaults()


def test_an_exception_is_logged_without_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    """Libraries quote the bytes they choked on; type and frames are enough to find the place."""
    logs.configure("projection", "worker")

    try:
        raise ValueError("Erika Mustermann, Heidestrasse 17")
    except ValueError:
        logging.getLogger("waymark").warning("a step failed", exc_info=True)

    text = capsys.readouterr().out
    line = json.loads(text)
    assert (line["event"], line["fault"], line["service"]) == (
        "a step failed",
        "ValueError",
        "projection",
    )
    assert "Mustermann" not in text
    assert "test_runtime_logs.py" in line["frames"][0]
