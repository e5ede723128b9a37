"""`make path`: README's way from an empty folder to a moving page, timed; exit code 1 when slow."""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from waymark_tools.newcomer.walking import MOST_S, FellError, Walk, go_on, walk
from waymark_tools.stack.temporary import temporary_folder

_PORT_BASE: Final = 18_080
_MOVED: Final = "from nothing to moved"


def main() -> int:
    """Walk and tell; the exit code."""
    asked = _asked()

    def told(step: str, seconds: float) -> None:
        if not asked.json:
            print(_line(step, seconds), flush=True)

    try:
        with temporary_folder() as folder:
            way = Walk(folder, _PORT_BASE, told)
            walk(Path.cwd(), way)
            moved_s = way.total_s
            if asked.on:
                go_on(way)
    except (FellError, TimeoutError) as fell:
        print(fell, file=sys.stderr)
        return 1
    if asked.out:
        asked.out.write_text(_figures(way, moved_s))
    if asked.json:
        print(json.dumps({"steps": way.steps, "moved_s": round(moved_s, 1), "most_s": MOST_S}))
    else:
        print(_line(_MOVED, moved_s))
    return 0 if moved_s < MOST_S else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="waymark_tools.newcomer", description=__doc__)
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    parser.add_argument("--out", type=Path, help="write the figures here too")
    parser.add_argument(
        "--on", action="store_true", help="then start it a second time, and run the tests twice"
    )
    return parser.parse_args()


def _figures(way: Walk, moved_s: float) -> str:
    lines = [_line(step, seconds) for step, seconds in way.steps.items()]
    return "\n".join([*lines, _line(_MOVED, moved_s)]) + "\n"


def _line(step: str, seconds: float) -> str:
    return f"{step:<28}{seconds:>7.1f} s"


if __name__ == "__main__":
    raise SystemExit(main())
