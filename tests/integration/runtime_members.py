"""Members of a consumer group as processes of their own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from integration.runtime_consuming import Place

MEMBER = Path(__file__).with_name("runtime_member.py")
Start = Callable[[int], "subprocess.Popen[bytes]"]


@contextmanager
def members(place: Place, folder: Path) -> Iterator[Start]:
    """Starts members; ends all of them at last."""
    given = {
        "bootstrap": place.broker.bootstrap,
        "prefix": place.broker.prefix,
        "urls": asdict(place.urls),
    }
    file = folder / "settings.json"
    file.write_text(json.dumps(given))
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    started: list[subprocess.Popen[bytes]] = []

    def start(instance: int) -> "subprocess.Popen[bytes]":
        command = [sys.executable, str(MEMBER), str(file), str(instance)]
        started.append(subprocess.Popen(command, env=environment))
        return started[-1]

    try:
        yield start
    finally:
        for member in started:
            member.send_signal(signal.SIGCONT)
            member.terminate()
        for member in started:
            member.wait(20)
