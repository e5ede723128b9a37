"""Canada Post's XML, walked by local names: its namespace changes with the version.

Empty elements are "no value", children stand in any order. Document types and entities are
refused: no answer has any.
"""

from collections.abc import Iterator
from html import unescape
from typing import Final
from xml.etree.ElementTree import Element

from carrier_ingest.carriers.documents import root_of
from carrier_ingest.carriers.reading import tidy

_YES: Final = frozenset({"true", "1"})


class Node:
    """An element, whose descendants are found by name; an absent one reads as ""."""

    def __init__(self, element: Element) -> None:
        self._element = element

    def __getitem__(self, name: str) -> str:
        """The first text under that name; entities are at times escaped once more."""
        found = next(self.all(name), None)
        return tidy(unescape(found._element.text or "")) if found else ""

    def yes(self, name: str) -> bool:
        """Whether a flag is set."""
        return self[name].lower() in _YES

    def all(self, name: str) -> Iterator["Node"]:
        """Every element of that name, this one too, in the order of the document."""
        for element in self._element.iter():
            if _local(element) == name:
                yield Node(element)


def read_document(body: bytes) -> Node | None:
    """Parse an answer; None when it is not XML, or XML that no answer would be."""
    root = root_of(body)
    return None if root is None else Node(root)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
