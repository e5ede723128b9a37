"""A command that writes belongs to the service that owns what it writes: it is started as such."""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any


def run(service: str, command: str, arguments: Sequence[str]) -> None:
    """Run the service's own command with these arguments, and end with its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", f"{service}.main", command, *arguments], check=False
    )
    raise SystemExit(done.returncode)


def ask(service: str, command: str, arguments: Sequence[str]) -> dict[str, Any]:
    """The answer of a service's own command; where it refuses, so do we, with its exit code."""
    words = [sys.executable, "-m", f"{service}.main", command, *arguments, "--json"]
    done = subprocess.run(words, check=False, stdout=subprocess.PIPE)
    if done.returncode:
        raise SystemExit(done.returncode)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
