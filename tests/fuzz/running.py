"""Runs schemathesis as its users do, against one target; what it finds is its own report."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fuzz.targets import Reached, Target

_HOOKS: Final = Path(__file__).with_name("hooks.py")
_STREAM_EVENTS: Final = 1
_NOT_HERE: Final = ("ignored_auth", "positive_data_acceptance")
"""Checks that do not fit: bad keys are counted by address, and are tried elsewhere on each route;
and a body of the right shape may still name a carrier or a country that does not exist."""


@dataclass(frozen=True)
class Found:
    """What a run did and found. `text` is what it printed."""

    ok: bool
    text: str
    report: Mapping[str, Any]


def fuzzed(
    target: Target, reached: Reached, folder: Path, *arguments: str, seed: int, within_s: float
) -> Found:
    """Run with these arguments; reports are left in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / f"{target.name}.toml"
    configuration.write_text(_configuration(reached))
    report = folder / f"{target.name}.json"
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration)),
        *("run", f"{reached.url}{target.description}", f"--seed={seed}", "--continue-on-failure"),
        *("--report=json,html", f"--report-json-path={report}"),
        *(f"--report-html-path={folder / target.name}-html", *arguments),
    ]
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=within_s,
        check=False,
    )
    text = done.stdout + done.stderr
    (folder / f"{target.name}.txt").write_text(text)
    return Found(done.returncode == 0, text, json.loads(report.read_text()))


def _configuration(reached: Reached) -> str:
    """Dictionaries of what is there, so that most requests are about something."""
    known = {name: list(values) for name, values in reached.known.items()}
    lines = [
        'suppress-health-check = ["all"]',
        f"max-stream-events = {_STREAM_EVENTS}",
        "request-timeout = 20",
        f"hooks = {json.dumps(str(_HOOKS))}",
        "[headers]",
        f'Authorization = "Bearer {reached.key}"',
        "[generation]",
        'database = "none"',
        "[checks.not_a_server_error]",
        'expected-statuses = ["2xx", "3xx", "4xx", 503]',
        *(f"[checks.{name}]\nenabled = false" for name in _NOT_HERE),
        *_dictionaries(known),
    ]
    return "\n".join(lines) + "\n"


def _dictionaries(known: Mapping[str, Sequence[str | int]]) -> list[str]:
    lines = [f"[dictionaries.{name}]\nvalues = {json.dumps(known[name])}" for name in known]
    bound = [f'{name} = {{ dictionary = "{name}", probability = 0.8 }}' for name in known]
    return [*lines, "[parameters]", *bound]
