"""Peers' own environments: what they need is not what Waymark needs, so each has one of its own.

Made once below .waymark/peers from the pinned requirements (or the pom) in bench/peers/<name>.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from waymark_tools.stack.java import java

_ROOT: Final = Path(__file__).parents[1]
_SOURCES: Final = Path(__file__).parent / "peers"
_MADE: Final = _ROOT / ".waymark" / "peers"
_TAIL: Final = 5


class MissingError(Exception):
    """A peer cannot be had on this machine; the sentence says why."""


def python_of(name: str) -> list[str]:
    """The command that runs a Python peer's program in its environment, which is made if needed."""
    requirements = _SOURCES / name / "requirements.txt"
    folder = _MADE / name
    python = folder / "bin" / "python"
    if not _stands(folder, requirements):
        uv = _uv()
        _run(name, [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)])
        _run(name, [uv, "pip", "install", "--quiet", "-p", str(python), "-r", str(requirements)])
        _note(folder, requirements)
    return [str(python), str(_SOURCES / name / "program.py")]


def jvm_of(name: str, main: str, options: Sequence[str]) -> list[str]:
    """The command that runs a JVM peer, which Maven builds."""
    if shutil.which("mvn") is None or shutil.which("javac") is None:
        raise MissingError(
            "Kafka Streams is built by Maven with a JDK of 17 or newer, and `mvn` or `javac` is not"
            " on the PATH; on Debian: apt-get install maven default-jdk-headless"
        )
    folder = _MADE / name
    pom = _SOURCES / name / "pom.xml"
    _run(name, ["mvn", "-q", "-B", "-f", str(pom), f"-Dmade={folder}", "package"])
    classes = f"{folder / 'classes'}:{folder / 'lib'}/*"
    return [str(java()), *options, "-cp", classes, main]


def _uv() -> str:
    """The uv that runs us, the PATH's, or the one that `make setup` made."""
    own = _ROOT / ".waymark" / "uv" / "bin" / "uv"
    found = os.environ.get("UV") or shutil.which("uv") or (str(own) if own.exists() else None)
    if found is None:
        raise MissingError("peers' environments are made by uv, which is not here; run make setup")
    return found


def _run(name: str, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        words = (done.stdout + done.stderr).strip().splitlines()[-_TAIL:]
        raise MissingError(f"{name} cannot be made here: {' | '.join(words)}")


def _stands(folder: Path, requirements: Path) -> bool:
    note = folder / "made-from"
    return note.exists() and note.read_text() == _digest(requirements)


def _note(folder: Path, requirements: Path) -> None:
    (folder / "made-from").write_text(_digest(requirements))


def _digest(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()
