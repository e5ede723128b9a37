"""DHL's XML: every element is called `data` and told from the others by its `name`.

Walked by name, never by depth; decoded by the document's own declaration, never by assumption.
Document types and entities are refused: no answer of DHL has any.
"""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from carrier_ingest.carriers.documents import root_of
from carrier_ingest.carriers.reading import tidy

_PIECES: Final = frozenset({"piece-shipment", "piece-status-public"})


class Node:
    """An element's attributes; an absent one reads as ""."""

    def __init__(self, element: Element) -> None:
        self._element = element

    def __getitem__(self, attribute: str) -> str:
        return tidy(self._element.get(attribute, ""))

    def pieces(self) -> Iterator["Node"]:
        """The shipments of an answer, wherever they stand."""
        for element in self._element.iter():
            if element.get("name") in _PIECES:
                yield Node(element)

    def events(self) -> Iterator["Node"]:
        """The events of a piece, in the order of the document; lists of them are none."""
        for element in self._element.iter():
            name = element.get("name", "")
            if "event" in name and not name.endswith("-list"):
                yield Node(element)


def read_document(body: bytes) -> Node | None:
    """Parse an answer; None when it is not XML, or XML that no answer of DHL would be."""
    root = root_of(body)
    return None if root is None else Node(root)
