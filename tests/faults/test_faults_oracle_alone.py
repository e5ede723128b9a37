"""The oracle shares nothing with what it judges."""

import ast
import subprocess
import sys
from pathlib import Path

import faults.oracle.fold

HERE = Path(__file__).parents[1]
PACKAGE = Path(faults.oracle.fold.__file__).parent
ALONE = """
import sys
sys.path.append(sys.argv[1])
from faults.oracle.fold import Fact, fold, public_status
stranger = Fact("x", 0, "shipment.private_noted.v1", {})
print(public_status(fold([stranger], "the-shipment"))["journey"])
"""


def test_the_oracle_needs_the_standard_library_alone() -> None:
    """Nothing of Waymark, nor anything that is installed, is imported by the oracle's fold."""
    trees = [ast.parse(path.read_text()) for path in PACKAGE.glob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    strangers = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}

    assert {name for name in strangers if not name.startswith("faults.oracle.fold")} == set()


def test_the_oracle_folds_where_nothing_is_installed() -> None:
    """It runs in an interpreter that sees neither the environment nor what is installed in it."""
    bare = [sys.executable, "-I", "-S", "-c", ALONE, str(HERE)]

    assert subprocess.run(bare, check=True, capture_output=True, text=True).stdout == (
        "the-shipment\n"
    )
