"""Runs mutmut on a part's copy."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_LOG: Final = "mutmut.log"


class BrokenRunError(Exception):
    """mutmut did not come to its end."""


def run(folder: Path, mutants: Sequence[str], *, children: int) -> None:
    """Test these mutants, ids or patterns; BrokenRunError says where the log is.

    A terminal sees mutmut's own progress.
    """
    command = [sys.executable, "-m", "mutmut", "run", f"--max-children={children}", *mutants]
    log = folder / _LOG
    shown = None if sys.stdout.isatty() else log.open("w")
    done = subprocess.run(
        command, cwd=folder, env=_environment(), stdout=shown, stderr=shown, check=False
    )
    if done.returncode:
        raise BrokenRunError(f"mutmut ended with {done.returncode} in {folder}; {_LOG} says why")


def _environment() -> dict[str, str]:
    """Python may keep what it compiled: each mutant's process imports the tests again."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTEST_ADDOPTS"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "WAYMARK_LAW_EXAMPLES": "20"}
