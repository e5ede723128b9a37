"""`make shape` counts what is there."""

from pathlib import Path

import pytest
from waymark_tools.shape.measuring import measure, too_long

ONE = '''"""A module."""
from pack.beside import other
from pack.own.two import two


def typed(a: int) -> int:
    """Said."""
    return a


def untyped(a):
    return a


class Kind:
    """Said."""

    def method(self, *, a: int) -> None: ...

    def _private(self): ...
'''
TWO = '"""Two."""\n\n\ndef two() -> None: ...\n'


@pytest.fixture
def pack(tmp_path: Path) -> list[Path]:
    """A package with a folder of its own in it, two files long."""
    own = tmp_path / "pack" / "own"
    own.mkdir(parents=True)
    for folder in (own, own.parent):
        (folder / "__init__.py").touch()
    (own / "one.py").write_text(ONE)
    (own / "two.py").write_text(TWO)
    return [own / "one.py", own / "two.py"]


def test_sizes_types_docs_and_imports_are_counted(pack: list[Path]) -> None:
    """Private functions are sizes only; an import from the file's own folder crosses nothing."""
    shape = measure("pack", pack)

    assert (shape.files, shape.file_most) == (2, len(ONE.splitlines()))
    assert (shape.functions, shape.function_most) == (5, 3)
    assert shape.typed == pytest.approx(3 / 4)
    assert shape.documented == pytest.approx(2 / 5)
    assert shape.crossing == pytest.approx(1 / 2)


def test_what_is_too_long_is_named(tmp_path: Path) -> None:
    """Each function by its own length, and the file by all of it."""
    long = tmp_path / "long.py"
    long.write_text("def f() -> None:\n" + "    print()\n" * 25 + "\n" * 175)
    assert list(too_long([long])) == [(201, long, ""), (26, long, "f")]


def test_files_without_a_function_have_no_shape(tmp_path: Path) -> None:
    """Nothing is measured of nothing."""
    (tmp_path / "empty.py").write_text("")
    with pytest.raises(ValueError, match="empty"):
        measure("empty", [tmp_path / "empty.py"])
