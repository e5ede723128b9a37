"""`demo.env`: what a shell needs to talk to the demo that runs, and to use `waymark` on it."""

import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from waymark_events.topics import Service

from waymark_tools.demo.opening import Opened
from waymark_tools.demo.stage import Stage

NAME: Final = "demo.env"
FREE_NUMBER: Final = "1Z5A8R046800009917"
"""A tracking number that no parcel of the day has."""


@contextmanager
def noted(folder: Path, stage: Stage, opened: Opened) -> Iterator[Path]:
    """Write the file for as long as the demo runs; it holds secrets, for its owner alone."""
    path = folder / NAME
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(
        "".join(
            f"export {name}={shlex.quote(value)}\n" for name, value in told(stage, opened).items()
        )
    )
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def told(stage: Stage, opened: Opened) -> Mapping[str, str]:
    """The variables: the shop's, UPS's as it calls us, and those of every service's commands."""
    services: dict[str, str] = {}
    for service in Service:
        services |= stage.wiring.environment(service)
    return services | {
        "WAYMARK_KAFKA_BOOTSTRAP_SERVERS": stage.wiring.bootstrap,
        "WAYMARK_URL": stage.wiring.public_url,
        "WAYMARK_API_KEY": opened.key,
        "UPS_PUSH_URL": opened.push_url,
        "UPS_CLIENT_ID": opened.push_client_id,
        "UPS_CLIENT_SECRET": opened.push_client_secret,
        "NUMBER": FREE_NUMBER,
    }
