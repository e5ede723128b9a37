"""A command that writes belongs to the service that owns what it writes: it is started as such."""

import subprocess
import sys
from collections.abc import Sequence


def run(service: str, command: str, arguments: Sequence[str]) -> None:
    """Run the service's own command with these arguments, and end with its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", f"{service}.main", command, *arguments], check=False
    )
    raise SystemExit(done.returncode)
