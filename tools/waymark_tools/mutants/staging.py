"""A copy of a part where mutmut works: import names are paths there, and ours is untouched.

The copy keeps the repository's folders around the tests, for those that read a file beside them.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from waymark_tools.mutants.parts import Part

_PLUGIN: Final = "waymark_tools.mutants.around"
# what each mutant's process finds imported; our own modules it imports itself, mutants and all
_WARM: Final = (
    "pytest",
    "_pytest.assertion.rewrite",
    "hypothesis.strategies",
    "hypothesis.internal.conjecture.engine",
    "msgspec.json",
    "defusedxml.ElementTree",
    "zoneinfo",
    "csv",
    "psycopg",
)
_WITHOUT: Final = " ".join(
    f"-p no:{plugin}" for plugin in ("cacheprovider", "unraisableexception", "threadexception")
)
_UNCOPIED: Final = shutil.ignore_patterns("__pycache__", ".hypothesis")


def stage(root: Path, part: Part, folder: Path) -> None:
    """Make the folder, or bring its tests up to date; results of mutants in it stay.

    Which test calls which function is looked up anew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    _copy(root / part.home / part.package, folder / part.package)
    for beside in (*part.beside, *_test_folders(part)):
        _copy(root / beside, folder / beside)
    (folder / "warm.txt").write_text("\n".join(_WARM))
    tables = {"tool.mutmut": _mutmut(part), "tool.pytest.ini_options": _pytest(part)}
    (folder / "pyproject.toml").write_text("\n".join(_toml(tables)))


def _copy(source: Path, target: Path) -> None:
    """Times are copied too: mutmut tells by them what it has seen."""
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=_UNCOPIED)


def _test_folders(part: Part) -> list[str]:
    return sorted({str(Path(test).parent) for test in part.tests})


def _mutmut(part: Part) -> dict[str, Any]:
    return {
        "source_paths": [part.package],
        "only_mutate": list(part.mutated),
        "also_copy": [*part.beside, *_test_folders(part)],
        "pytest_add_cli_args_test_selection": list(part.tests),
        "process_isolation": "forkserver",  # no mutant finds caches that another's tests filled
        "forkserver_warmup": "import",
        "preload_modules_file": "warm.txt",
        "use_git_change_detection": False,
        "timeout_constant": 4.0,  # seconds, for imports; what times out is asked once more
        "timeout_multiplier": 5.0,
    }


def _pytest(part: Part) -> dict[str, Any]:
    return {
        "addopts": f"--import-mode=importlib -p {_PLUGIN} {_WITHOUT}",
        "pythonpath": _test_folders(part),
        "filterwarnings": ["error"],
        "markers": ["integration: never here"],
    }


def _toml(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Texts, numbers, truths and lists of them are written in TOML as in JSON."""
    for table, values in tables.items():
        yield f"[{table}]"
        yield from (f"{name} = {json.dumps(value)}" for name, value in values.items())
