"""What became of each mutant, read from the files that mutmut 3 leaves in its copy."""

import difflib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from waymark_tools.mutants.parts import Part

SURVIVED: Final = "survived"
KILLED: Final = "killed"
TIMEOUT: Final = "timeout"
NO_TESTS: Final = "no_tests"
UNTESTED: Final = "untested"
# pytest's exit codes, mutmut's own, the signals of its limits. 255: nothing could be imported
_BY_CODE: Final = {
    0: SURVIVED,
    1: KILLED,
    2: KILLED,
    3: KILLED,
    255: KILLED,
    5: NO_TESTS,
    33: NO_TESTS,
    24: TIMEOUT,
    -24: TIMEOUT,
    -9: TIMEOUT,
    None: UNTESTED,
}


class Mutant(Struct, frozen=True, kw_only=True):
    """`function` is a dotted name; `was` and `becomes` are the lines that differ, margins apart."""

    id: str
    outcome: str
    function: str
    was: str = ""
    becomes: str = ""


def read(folder: Path, part: Part) -> Iterator[Mutant]:
    """Every mutant of a part; KeyError for an outcome that nobody here knows."""
    for meta in sorted((folder / "mutants").rglob("*.py.meta")):
        source = meta.with_suffix("")
        for mutant, code in json.loads(meta.read_text())["exit_code_by_key"].items():
            if part.holds(mutant):
                yield _mutant(source, mutant, _BY_CODE[code])


def _mutant(source: Path, mutant: str, outcome: str) -> Mutant:
    module, _, mangled = mutant.rpartition(".")
    name, _, _ = mangled.partition("__mutmut_")
    function = ".".join((module, *name[2:].split("ǁ")))  # x_function, or xǁClassǁmethod
    if outcome not in {SURVIVED, NO_TESTS}:
        return Mutant(id=mutant, outcome=outcome, function=function)
    was, becomes = _difference(source, f"{name}__mutmut_orig", mangled)
    return Mutant(id=mutant, outcome=outcome, function=function, was=was, becomes=becomes)


def _difference(source: Path, original: str, mutated: str) -> tuple[str, str]:
    """The lines of one function that are only in the original, and only in the mutant."""
    spans = json.loads(source.with_suffix(".py.spans").read_text())["spans"]
    lines = source.read_text().splitlines()
    before, after = (lines[start - 1 : end] for start, end in (spans[original], spans[mutated]))
    compared = list(difflib.ndiff(_plain(before, original), _plain(after, mutated)))
    return _marked(compared, "- "), _marked(compared, "+ ")


def _plain(lines: list[str], name: str) -> list[str]:
    return [line.replace(name, "").strip() for line in lines]


def _marked(compared: list[str], mark: str) -> str:
    return " ".join(line[2:] for line in compared if line.startswith(mark))
