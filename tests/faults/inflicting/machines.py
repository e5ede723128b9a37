"""The machine itself: a disk that is full, a clock that is wrong (F6, F11)."""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from faults import needs
from faults.fleet import Member
from faults.stage import Stage
from waymark_events.topics import Service
from waymark_tools.stack.kafka import Kafka
from waymark_tools.stack.postgres import Postgres

Told = dict[str, Any]
_BALLAST: Final = "ballast"
_BITES: Final = (1 << 24, 1 << 20, 1 << 16, 1 << 12)


def disk_full(stage: Stage, told: Told) -> None:
    """F6: not a byte is left for the broker or the database; a server that ended is started."""
    server: Kafka | Postgres = stage.kafka if told["server"] == "kafka" else stage.postgres
    ballast = stage.disks[told["server"]] / _BALLAST
    try:
        _fill(ballast)
        time.sleep(told["for_s"])
    finally:
        ballast.unlink()
    if not stage.supervisor[told["server"]].running:
        server.launch()
    server.wait()


def _fill(ballast: Path) -> None:
    """Take every block there is, though others write meanwhile: ever smaller bites."""
    with ballast.open("wb") as file:
        for bite in _BITES:
            with suppress(OSError):  # no room for one more of this size
                while True:
                    os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, bite)


def clock(stage: Stage, told: Told) -> None:
    """F11: a worker lives hours ahead or behind for a while, then its clock steps back."""
    library = needs.faketime()
    member = Member(Service(told["service"]), "worker")
    stage.fleet.terminate(member)
    variables = {
        "LD_PRELOAD": str(library),
        "FAKETIME": told["offset"],
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    stage.fleet.start(member, more=variables)
    time.sleep(told["for_s"])
    stage.fleet.terminate(member)
    stage.fleet.start(member)
