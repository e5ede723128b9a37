"""A folder for one run of servers, removed after it; in memory where that is wanted and there."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a file system in memory, not just any folder
_ROOM: Final = 2 * 1024**3
_PREFIX: Final = "waymark-"
_HELD: Final = "held"


def in_memory() -> Path | None:
    """A file system in memory with room for a run, or None.

    A run makes some thousand partitions and databases of three hundred files each: on a disk
    making the files costs more than everything that is done with them.
    """
    if not os.access(_MEMORY, os.W_OK | os.X_OK) or shutil.disk_usage(_MEMORY).free < _ROOM:
        return None
    return _MEMORY


@contextmanager
def temporary_folder(place: Path | None = None) -> Iterator[Path]:
    """A folder which the database's unprivileged user may enter; below `place` where one is given.

    What a killed run left at the place is removed first: its holder's lock ended with it.
    """
    if place is not None:
        _sweep(place)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    folder.chmod(0o755)
    try:
        with (folder / f"{_HELD}.part").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            Path(held.name).rename(folder / _HELD)  # it appears locked: see _sweep
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(place: Path) -> None:
    """Remove the folders of our own that nobody holds."""
    for note in place.glob(f"{_PREFIX}*/{_HELD}"):
        try:
            with note.open("r+") as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(note.parent, ignore_errors=True)
        except OSError:
            continue  # it is held, somebody else's, or just gone
