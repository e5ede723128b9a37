"""What processes have used, as Linux tells it; nothing where there is no /proc."""

import os
import platform
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PARENT, _OWN, _ENDED = 1, slice(11, 13), slice(13, 15)


def cpu_s(pid: int | None) -> float | None:
    """Seconds of processor a process, its living children and its ended ones have used."""
    if pid is None or not _PROC.exists():
        return None
    fields = _fields(pid)
    ticks = sum(map(int, fields[_OWN])) + sum(map(int, fields[_ENDED]))
    return ticks / _TICKS + sum(_own_s(child) for child in _children(pid))


def peak_mb(pid: int) -> float | None:
    """The most memory a process has held at once."""
    return _mb(pid, "VmHWM")


def held_mb(pid: int) -> float | None:
    """The memory a process holds now."""
    return _mb(pid, "VmRSS")


def open_files(pid: int) -> int:
    """How many files and sockets a process has open; 0 where it cannot be told."""
    folder = _PROC / str(pid) / "fd"
    return len(list(folder.iterdir())) if folder.exists() else 0


def described() -> str:
    """The machine in general terms, without its name."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}"
    )


def _mb(pid: int, what: str) -> float | None:
    status = _PROC / str(pid) / "status"
    if not status.exists():
        return None
    lines = [line for line in status.read_text().splitlines() if line.startswith(what)]
    return int(lines[0].split()[1]) / 1024 if lines else None


def _children(pid: int) -> list[int]:
    found = []
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            fields = _fields(int(entry.name))
            if fields and int(fields[_PARENT]) == pid:
                found.append(int(entry.name))
    return found


def _own_s(pid: int) -> float:
    return sum(map(int, _fields(pid)[_OWN])) / _TICKS


def _fields(pid: int) -> list[str]:
    """The fields of its `stat` behind the name; none when it has ended meanwhile."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
