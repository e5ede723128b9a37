"""`python -m waymark_tools.demo`: the day to watch. `… smoke`: the same without a person."""

import argparse
import sys
from pathlib import Path

from waymark_tools.demo.showing import show
from waymark_tools.demo.smoke import smoke
from waymark_tools.demo.stage import folder_of
from waymark_tools.stack.ports import Ports, PortTakenError
from waymark_tools.stack.runfile import StillRunningError


def main() -> int:
    """Play; the exit code."""
    asked = _arguments()
    try:
        ports = Ports.from_environment()
        folder = folder_of(Path.cwd(), ports)
        if asked.what == "smoke":
            return smoke(folder, ports, kills=asked.kill, as_json=asked.json)
        return show(folder, ports)
    except (PortTakenError, StillRunningError, ValueError) as mistake:
        print(mistake, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="waymark_tools.demo", description=__doc__)
    kinds = parser.add_subparsers(dest="what")
    short = kinds.add_parser("smoke", help="play, compare with the day's file, stop")
    short.add_argument("--kill", action="store_true", help="kill each service once meanwhile")
    short.add_argument("--json", action="store_true", help="answer in JSON")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
