"""The import contract of our own refuses whatever is not named."""

import grimp
import pytest
from waymark_tools.import_contracts import OnlyContract


def kept(importer: str, imported: str, **options: list[str]) -> bool:
    """Check one import against a contract on the importer `pure`."""
    graph = grimp.ImportGraph()
    graph.add_import(importer=importer, imported=imported)
    contract = OnlyContract("pure", {}, {"importers": ["pure"], **options})
    return contract.check(graph, verbose=False).kept


@pytest.mark.parametrize("imported", ["json", "msgspec", "msgspec.json", "pure.other"])
def test_what_is_allowed_may_be_imported(imported: str) -> None:
    """Named packages, the pure standard library and the part itself are allowed."""
    assert kept("pure.part", imported, allowed=["stdlib", "msgspec"])


@pytest.mark.parametrize("imported", ["psycopg", "random", "time", "msgspecial", "purest"])
def test_what_is_not_named_is_refused(imported: str) -> None:
    """A library nobody thought of, a clock, dice, and names that begin alike are not."""
    assert not kept("pure.part", imported, allowed=["stdlib", "msgspec"])


def test_others_may_import_what_they_like() -> None:
    """Only the importers named are judged."""
    assert kept("purest", "psycopg", allowed=[])


def test_only_judged_roots_are_judged() -> None:
    """With `judged` the rest of the world is free, and of these roots only what is allowed."""
    rules = {"judged": ["order"], "allowed": ["order.domain"]}

    assert kept("pure", "psycopg", **rules)
    assert kept("pure", "order.domain.order", **rules)
    assert not kept("pure", "order.store", **rules)
