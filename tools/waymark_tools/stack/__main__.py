"""Keep a broker and a database running: `python -m waymark_tools.stack [folder]`, until Ctrl-C.

Tests use `--ready FILE` (the addresses appear there as JSON once both answer, or why they do not)
and `--while PID` (it ends when that process does).
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Final

from waymark_tools.stack.runfile import began
from waymark_tools.stack.servers import servers
from waymark_tools.stack.temporary import in_memory, temporary_folder

_LOOK_EVERY_S: Final = 0.25


def main() -> None:
    """Start, tell where, keep, stop."""
    asked = _arguments()
    tell = _tell_by(asked.ready) if asked.ready else _print
    kept = nullcontext(asked.folder) if asked.folder else temporary_folder(in_memory())
    with kept as folder:
        try:
            with servers(folder) as running:
                tell(asdict(running))
                _keep(asked.process)
        except KeyboardInterrupt:
            return
        except Exception as error:
            tell({"error": str(error)})
            raise


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A broker and a database, until Ctrl-C.")
    parser.add_argument("folder", nargs="?", type=Path, help="kept for the next start if given")
    parser.add_argument("--ready", type=Path, help="file that gets the addresses as JSON")
    parser.add_argument("--while", dest="process", type=int, help="end with this process")
    return parser.parse_args()


def _print(words: dict[str, str]) -> None:
    for name, value in words.items():
        print(f"{name}: {value}", flush=True)


def _tell_by(file: Path) -> Callable[[dict[str, str]], None]:
    """Write the words to a file that appears whole."""

    def tell(words: dict[str, str]) -> None:
        part = file.with_suffix(f".{os.getpid()}.part")
        part.touch(mode=0o600)
        part.write_text(json.dumps(words))
        part.replace(file)

    return tell


def _keep(process: int | None) -> None:
    """Return when the process ended; never without one."""
    born = began(process) if process else None
    while process is None or (born and began(process) == born):
        time.sleep(_LOOK_EVERY_S)


if __name__ == "__main__":
    main()
