"""DPD's answers as one tree, whether they came as SOAP or as the JSON some systems speak.

An element is what its local name says, wherever its namespace is; one that stands alone and a list
of them read alike. Document types and entities are refused: no answer of DPD has any.
"""

from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from carrier_ingest.carriers.documents import root_of
from carrier_ingest.carriers.reading import child, children, decoded, plain

_DEEPEST: Final = 16


def read_document(body: bytes) -> object | None:
    """The tree of an answer; None when it is neither XML nor JSON."""
    root = root_of(body)
    return decoded(body) if root is None else _tree(root, _DEEPEST)


def inside(root: object) -> object:
    """What an envelope holds; JSON comes without one."""
    body = child(root, "Body")
    return root if body is None else body


def results(root: object) -> Iterator[object]:
    """The results of an answer to a question about a parcel."""
    yield from children(child(inside(root), "getTrackingDataResponse"), "trackingresult")


def words(node: object) -> str:
    """The text of a content item, however deep it stands and in however many pieces."""
    return plain(_content(node, _DEEPEST))


def _content(node: object, deeper: int) -> str:
    if isinstance(node, str):
        return node
    if not deeper:
        return ""
    if isinstance(node, list):
        return " ".join(_content(item, deeper - 1) for item in node)
    return _content(child(node, "content"), deeper - 1) if isinstance(node, Mapping) else ""


def _tree(element: Element, deeper: int) -> object:
    parts: dict[str, list[object]] = {}
    for part in element if deeper else ():
        parts.setdefault(part.tag.rpartition("}")[2], []).append(_tree(part, deeper - 1))
    if not parts:
        return element.text or ""
    return {name: found if len(found) > 1 else found[0] for name, found in parts.items()}
