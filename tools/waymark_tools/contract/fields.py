"""What differs between two JSON Schemas of one type and breaks who knows the older one."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Node = Mapping[str, Any]
Break = tuple[str, str]
"""The field, such as `order.lines[].sku` or nothing for the value itself, and what is wrong."""

_WORDS: Final = frozenset({"$schema", "title", "description"})
"""What says nothing about the bytes."""
_COMPARED: Final = frozenset({"properties", "required", "items", "anyOf", "enum", "default"})
"""What is compared by its own rule; anything else must stay as it is."""


def plain(schema: Node) -> dict[str, Any]:
    """The schema with references replaced by what they name: names of definitions mean nothing.

    A struct that contains itself would have no end: RecursionError.
    """
    named = schema.get("$defs", {})

    def resolved(node: Any) -> Any:
        if isinstance(node, list):
            return [resolved(one) for one in node]
        if not isinstance(node, dict):
            return node
        behind = named[node["$ref"].rpartition("/")[2]] if "$ref" in node else {}
        whole = behind | {key: one for key, one in node.items() if key not in {"$ref", "$defs"}}
        return {key: resolved(one) for key, one in whole.items()}

    found: dict[str, Any] = resolved(schema)
    return found


def breaks_between(old: Node, new: Node, field: str = "") -> Iterator[Break]:
    """The breaks from one plain schema to another, fields below first named by their path."""
    if _shape(old) != _shape(new):
        yield field, "has another type: keep it, and add a field with a default for what is new"
        return
    for word in old.get("enum", ()):
        if word not in new["enum"]:
            yield field, f"has lost its word {word!r}: keep it, old messages say it"
    if "items" in old:
        yield from breaks_between(old["items"], new["items"], f"{field}[]")
    for was, now in zip(old.get("anyOf", ()), new.get("anyOf", ()), strict=True):
        yield from breaks_between(was, now, field)
    if "properties" in old:
        yield from _breaks_of_object(old, new, f"{field}." if field else "")


def _shape(node: Node) -> tuple[Node, frozenset[str], int]:
    """What must be the same in both before the rest can be compared."""
    kept = {key: one for key, one in node.items() if key not in _WORDS | _COMPARED}
    return kept, _COMPARED & node.keys() - {"default"}, len(node.get("anyOf", ()))


def _breaks_of_object(old: Node, new: Node, path: str) -> Iterator[Break]:
    before, after = old["properties"], new["properties"]
    for name, field in before.items():
        if name in after:
            yield from breaks_between(field, after[name], path + name)
            yield from _breaks_of_presence(old, new, name, path + name)
        else:
            yield path + name, "was removed or renamed: put it back; what is new is a field beside"
    for name in sorted(after.keys() - before.keys()):
        if name in new["required"]:
            yield path + name, "is new and required: give it a default, old messages lack it"


def _breaks_of_presence(old: Node, new: Node, name: str, field: str) -> Iterator[Break]:
    """Whether a field is on the wire, and what it means where it is not."""
    was, now = (node["properties"][name].get("default") for node in (old, new))
    if name not in old["required"] and name in new["required"]:
        yield field, "is now required: give its default back, old messages lack it"
    elif name in old["required"] and name not in new["required"]:
        yield field, "is no longer required: keep it so, readers count on it"
    elif was != now:
        yield field, f"has the default {now!r}, not {was!r}: keep it, old messages leave it out"
