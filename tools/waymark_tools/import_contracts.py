"""A contract for import-linter that its own kinds do not have: what a part may import, and no more.

A list of what is forbidden would let in every library that nobody thought of.
"""

import sys
from collections.abc import Iterable
from typing import ClassVar, cast

import grimp
from importlinter import Contract, ContractCheck, fields, output

_STDLIB = "stdlib"
# Of the standard library, what reads a clock, throws dice or leaves the process is not pure.
_IMPURE = frozenset(
    {"asyncio", "http", "logging", "multiprocessing", "os", "random", "secrets", "select", "socket"}
    | {"sqlite3", "ssl", "subprocess", "threading", "time"}
)


class OnlyContract(Contract):
    """`importers` (with all below them) may import what is `allowed`, among `judged` roots.

    `allowed` names modules with all below them; `stdlib` stands for the pure part of the standard
    library. Without `judged` every import is judged; an importer may always import itself.
    """

    type_name: ClassVar[str] = "only"

    importers = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField())
    judged = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 (its signature)
        """Look at every direct import of every importer."""
        breaks = sorted(
            (module, imported)
            for module in graph.modules
            if _below(module, _names(self.importers))
            for imported in graph.find_modules_directly_imported_by(module)
            if not self._may(imported)
        )
        return ContractCheck(kept=not breaks, metadata={"breaks": breaks})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that is not allowed."""
        for module, imported in check.metadata["breaks"]:
            output.print_error(f"{module} imports {imported}", bold=False)
        output.print(f"allowed: {', '.join(_names(self.allowed))}")

    def _may(self, imported: str) -> bool:
        allowed = _names(self.allowed)
        if _below(imported, [*_names(self.importers), *allowed]):
            return True
        judged = _names(self.judged)
        if judged and not _below(imported, judged):
            return True
        root = imported.partition(".")[0]
        return _STDLIB in allowed and root in sys.stdlib_module_names - _IMPURE


def _names(field: object) -> list[str]:
    """A list field's value, which import-linter types as the field itself."""
    return cast("list[str]", field or [])


def _below(module: str, places: Iterable[str]) -> bool:
    """Tell whether a module is one of the places or inside one."""
    return any(module == place or module.startswith(f"{place}.") for place in places)
