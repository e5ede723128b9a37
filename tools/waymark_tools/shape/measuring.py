"""Measures Python files by their syntax trees."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from msgspec import Struct

Function = ast.FunctionDef | ast.AsyncFunctionDef
MOST_OF_A_FILE: Final = 200
MOST_OF_A_FUNCTION: Final = 25


class Shape(Struct, frozen=True, kw_only=True):
    """Of a group of files. Shares are of 1; lines count as an editor counts them.

    `typed` and `documented` are shares of public functions and methods, and of public functions,
    methods and classes. `crossing` is the share of imports from within the package that leave the
    file's own folder.
    """

    name: str
    files: int
    file_median: int
    file_most: int
    file_tenth: int
    functions: int
    function_median: int
    function_tenth: int
    function_most: int
    typed: float
    documented: float
    crossing: float


def measure(name: str, paths: Sequence[Path]) -> Shape:
    """The shape of some files; ValueError when there are none with a function."""
    trees = [(path, ast.parse(path.read_bytes())) for path in paths]
    files = [len(path.read_text().splitlines()) for path in paths]
    functions = [one for _, tree in trees for one in _functions(tree)]
    lengths = [_length(one) for one in functions]
    if not lengths:
        raise ValueError(f"{name} has no functions")
    imports = [leaves for path, tree in trees for leaves in _imports(path, tree)]
    return Shape(
        name=name,
        files=len(files),
        file_median=round(median(files)),
        file_tenth=_tenth(files),
        file_most=max(files),
        functions=len(functions),
        function_median=round(median(lengths)),
        function_tenth=_tenth(lengths),
        function_most=max(lengths),
        typed=_share(_is_typed(one) for one in functions if _is_public(one)),
        documented=_share(ast.get_docstring(one) is not None for one in _public(trees)),
        crossing=_share(imports),
    )


def too_long(paths: Iterable[Path]) -> Iterator[tuple[int, Path, str]]:
    """Lines, file and name of each file beyond 200 lines and each function beyond 25."""
    for path in paths:
        lines = len(path.read_text().splitlines())
        if lines > MOST_OF_A_FILE:
            yield lines, path, ""
        for one in _functions(ast.parse(path.read_bytes())):
            if _length(one) > MOST_OF_A_FUNCTION:
                yield _length(one), path, one.name


def _length(one: Function) -> int:
    """From the line of its `def` to its last."""
    return (one.end_lineno or one.lineno) - one.lineno + 1


def _tenth(numbers: Sequence[int]) -> int:
    """What nine of ten stay below."""
    return round(quantiles(numbers, n=10)[-1]) if len(numbers) > 1 else numbers[0]


def _share(answers: Iterable[bool]) -> float:
    listed = list(answers)
    return sum(listed) / len(listed) if listed else 1.0


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (one for one in ast.walk(tree) if isinstance(one, Function))


def _public(trees: Iterable[tuple[Path, ast.Module]]) -> Iterator[Function | ast.ClassDef]:
    """Public functions and classes of modules, and public methods of public classes."""
    for _, tree in trees:
        for one in tree.body:
            if isinstance(one, Function) and _is_public(one):
                yield one
            elif isinstance(one, ast.ClassDef) and not one.name.startswith("_"):
                yield one
                yield from (m for m in one.body if isinstance(m, Function) and _is_public(m))


def _is_public(one: Function) -> bool:
    return not one.name.startswith("_")


def _is_typed(one: Function) -> bool:
    given = [*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs]
    asked = [argument for argument in given if argument.arg not in {"self", "cls"}]
    return one.returns is not None and all(argument.annotation for argument in asked)


def _imports(path: Path, tree: ast.Module) -> Iterator[bool]:
    """Of each import from the file's own package: whether it leaves the file's folder."""
    package = _package(path)
    folder = ".".join(package)
    for one in ast.walk(tree):
        if isinstance(one, ast.ImportFrom) and one.module:
            above = one.module.rpartition(".")[0]
            if one.module.split(".")[0] == package[0]:
                yield folder not in {above, one.module}


def _package(path: Path) -> list[str]:
    """The dotted folder of a file: as many parents as hold an `__init__.py`."""
    parts: list[str] = []
    folder = path.parent
    while (folder / "__init__.py").exists():
        parts.insert(0, folder.name)
        folder = folder.parent
    return parts or [path.parent.name]
