"""The supervisor stops everything it started and nothing else, however it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kit.waiting import eventually
from waymark_tools.stack.children import Child, Program
from waymark_tools.stack.runfile import StillRunningError, began
from waymark_tools.stack.supervisor import Supervisor

SLEEPS = "import time; print('up', flush=True); time.sleep(600)"
SPAWNS = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEPS!r}])"
KEEPS = """
import signal, sys, time
from pathlib import Path
from waymark_tools.stack.children import Program
from waymark_tools.stack.supervisor import Supervisor

# who started the tests may have had it ignored, as nohup and a shell's & do
signal.signal(signal.SIGINT, signal.default_int_handler)
with Supervisor(Path(sys.argv[1])) as supervisor:
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    child = supervisor.start(Program("child", sleep))
    print(child.pid, flush=True)
    time.sleep(600)
"""


def program(name: str, code: str = SLEEPS) -> Program:
    return Program(name, [sys.executable, "-c", code])


def says_up(child: Child) -> Callable[[], bool]:
    return lambda: "up" in child.last_words()


def gone(pid: int) -> Callable[[], bool]:
    return lambda: began(pid) is None


@pytest.fixture
def other(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Another process that supervises one child: itself and the child's id."""
    command = [sys.executable, "-c", KEEPS, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process, int(process.stdout.readline())
        process.kill()


def test_leaving_stops_all_in_reverse(tmp_path: Path) -> None:
    """What was started last stops first, so that nobody loses what he stands on."""
    said = tmp_path / "said"
    tells = (
        "import signal, sys, time, pathlib\n"
        f"def end(*_):\n  pathlib.Path({str(said)!r}).open('a').write(sys.argv[1]); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end); print('up', flush=True); time.sleep(600)"
    )

    with Supervisor(tmp_path) as supervisor:
        for name in "abc":
            child = supervisor.start(Program(name, [sys.executable, "-c", tells, name]))
            eventually(says_up(child))

    assert said.read_text() == "cba"


def test_a_kill_reaches_the_grandchildren(tmp_path: Path) -> None:
    """A child's whole group ends with it."""
    with Supervisor(tmp_path) as supervisor:
        child = supervisor.start(program("child", SPAWNS))
        eventually(lambda: "up" in child.last_words())
        (grandchild,) = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()

        supervisor.kill("child")

        assert child.exit_code == -signal.SIGKILL
        eventually(gone(int(grandchild)))


def test_who_ignores_the_request_is_ended_by_force(tmp_path: Path) -> None:
    """After its grace a child is killed."""
    deaf = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"
    with Supervisor(tmp_path) as supervisor:
        child = supervisor.start(Program("deaf", [sys.executable, "-c", deaf], grace_s=0.1))
        eventually(lambda: "up" in child.last_words())

        supervisor.terminate("deaf")

        assert child.exit_code == -signal.SIGKILL


def test_a_restarted_child_is_another_process(tmp_path: Path) -> None:
    """A restart keeps the name and the log."""
    with Supervisor(tmp_path) as supervisor:
        before = supervisor.start(program("child"))
        eventually(lambda: "up" in before.last_words())

        after = supervisor.restart("child")

        assert (before.running, after.running) == (False, True)
        eventually(lambda: after.last_words().count("up") == 2)


def test_ctrl_c_stops_the_children(other: tuple[subprocess.Popen[str], int]) -> None:
    """An interrupt of the supervising process ends what it started."""
    process, child = other

    process.send_signal(signal.SIGINT)

    process.wait(10)
    assert began(child) is None


def test_sigterm_stops_the_children(other: tuple[subprocess.Popen[str], int]) -> None:
    """A polite end of the supervising process does too."""
    process, child = other

    process.terminate()

    assert process.wait(10) == 128 + signal.SIGTERM
    assert began(child) is None


def test_children_do_not_outlive_a_killed_parent(other: tuple[subprocess.Popen[str], int]) -> None:
    """Not even kill -9 of the supervising process leaves orphans."""
    process, child = other

    process.kill()

    eventually(gone(child))


def test_a_folder_in_use_is_refused(
    other: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    """A second run names the first instead of tripping over it."""
    process, child = other

    with pytest.raises(StillRunningError, match=f"process {process.pid}"):
        Supervisor(tmp_path).__enter__()

    assert began(child) is not None


def test_what_a_dead_run_left_is_ended(tmp_path: Path) -> None:
    """Processes noted by a run that no longer lives are stopped before anything starts."""
    orphan = subprocess.Popen([sys.executable, "-c", SLEEPS], process_group=0, stdout=-3)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    note = [[ended.pid, "long ago"], [orphan.pid, began(orphan.pid)]]
    (tmp_path / "run.json").write_text(str(note).replace("'", '"'))

    with Supervisor(tmp_path):
        assert orphan.wait(5) == -signal.SIGKILL


def test_a_reused_process_id_is_left_alone(tmp_path: Path) -> None:
    """A stranger that got the id of a former child is not ours to end."""
    stranger = subprocess.Popen([sys.executable, "-c", SLEEPS], process_group=0, stdout=-3)
    (tmp_path / "run.json").write_text(f'[[{os.getpid()}, "before"], [{stranger.pid}, "before"]]')

    with Supervisor(tmp_path):
        assert stranger.poll() is None

    stranger.kill()
    stranger.wait()
