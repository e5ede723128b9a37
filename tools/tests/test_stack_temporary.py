"""The folder of one run: gone after it, also when the run was killed."""

import subprocess
import sys
from pathlib import Path

import pytest
from waymark_tools.stack import temporary
from waymark_tools.stack.temporary import in_memory, temporary_folder

HOLDS = """
import os, pathlib, sys
from waymark_tools.stack.temporary import temporary_folder
with temporary_folder(pathlib.Path(sys.argv[1])) as folder:
    print(folder, flush=True)
    os.kill(os.getpid(), 9)
"""


def test_a_folder_is_removed_after_its_run(tmp_path: Path) -> None:
    """With whatever was made in it."""
    with temporary_folder(tmp_path) as folder:
        (folder / "data").write_text("much")

    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    """Memory that nobody holds is given back; a folder in use and a stranger's are left alone."""
    stranger = tmp_path / "waymark-of-somebody"
    stranger.mkdir()
    with temporary_folder(tmp_path) as held:
        killed = subprocess.run(
            [sys.executable, "-c", HOLDS, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        left = Path(killed.stdout.strip())
        assert left.is_dir()
        with temporary_folder(tmp_path) as third:
            assert sorted(tmp_path.iterdir()) == sorted([held, stranger, third])


def test_memory_without_room_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor where there is none: then it is the usual place for what is temporary."""
    monkeypatch.setattr(temporary, "_MEMORY", tmp_path)
    assert in_memory() == tmp_path
    monkeypatch.setattr(temporary, "_ROOM", 2**80)
    assert in_memory() is None
    monkeypatch.setattr(temporary, "_MEMORY", tmp_path / "none")
    assert in_memory() is None
