"""What some faults need of a machine. The full tier says what is missing; nothing is skipped."""

import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

TMPFS, FAKETIME = "tmpfs", "faketime"
_LIBRARIES: Final = (
    Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
    Path("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"),
)
_SIZE: Final = "3g"
"""Room for the longest run; only what is written takes memory, and for a moment the ballast."""


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A file system of its own at a folder, small enough to be filled."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


def faketime() -> Path | None:
    """The library that gives a process another clock, where it is installed."""
    return next((path for path in _LIBRARIES if path.exists()), None)


def _can_mount() -> bool:
    tried = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


_HAS: Final[Mapping[str, Callable[[], bool]]] = {
    TMPFS: _can_mount,
    FAKETIME: lambda: faketime() is not None,
}
_HOW: Final[Mapping[str, str]] = {
    TMPFS: "root, to mount a small file system that is filled",
    FAKETIME: "libfaketime, on Debian: apt-get install faketime",
}


def missing(wanted: Iterable[str]) -> list[str]:
    """What this machine lacks of it, and how to have it."""
    return [f"{name}: {_HOW[name]}" for name in sorted(set(wanted)) if not _HAS[name]()]
