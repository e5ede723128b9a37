"""Members of a consumer group as processes of their own."""

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from integration.runtime_consuming import Place
from kit.programs import Program

Start = Callable[[int], Program]


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
    started: list[Program] = []

    def start(instance: int) -> Program:
        started.append(Program("integration.runtime_member", str(file), str(instance)))
        return started[-1]

    try:
        yield start
    finally:
        for member in started:
            member.send_signal(signal.SIGCONT)
            member.terminate()
        for member in started:
            member.wait(20)
