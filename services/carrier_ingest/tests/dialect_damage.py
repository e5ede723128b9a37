"""Ways to damage a payload: drop, retype, nest, repeat, anywhere in it."""

import copy
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from hypothesis import strategies as st

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.builds(list),
    st.builds(dict),
    st.builds(lambda: {"code": {"code": []}}),
)
XML_TEXT = st.text(
    st.characters(min_codepoint=32, max_codepoint=0xD7FF, exclude_characters="\x7f"), max_size=20
)


def paths(node: Any, so_far: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a JSON value below the root."""
    found: list[tuple[str | int, ...]] = []
    keys = node.keys() if isinstance(node, dict) else range(len(node)) if _is_list(node) else ()
    for key in keys:
        here = (*so_far, key)
        found += [here, *paths(node[key], here)]
    return found


def damage(root: Any, path: tuple[str | int, ...], how: str, junk: object) -> None:
    holder = root
    for step in path[:-1]:
        holder = holder[step]
    last = path[-1]
    value = holder[last]
    if how == "drop":
        del holder[last]
    elif how == "retype":
        holder[last] = junk
    elif how == "nest":
        holder[last] = [{"value": value}]
    elif isinstance(holder, list):
        holder.insert(0, copy.deepcopy(value))
    else:
        holder[last] = [value, value]


def _is_list(node: Any) -> bool:
    return isinstance(node, list)


def elements(root: Element) -> list[tuple[Element | None, Element]]:
    return [(None, root), *((parent, child) for parent in root.iter() for child in parent)]


def damage_xml(
    parent: Element | None, element: Element, draw: Callable[[st.SearchStrategy[Any]], Any]
) -> None:
    how = draw(st.sampled_from(["drop", "retype", "rewrite", "remove", "nest", "repeat"]))
    attribute = draw(st.sampled_from(sorted(element.attrib) or ["name"]))
    assert isinstance(attribute, str)
    if how == "drop":
        element.attrib.pop(attribute, None)
    elif how == "rewrite":
        element.text = draw(st.sampled_from([None, "", " ", draw(XML_TEXT)]))
    elif how == "retype" or parent is None:
        element.set(attribute, str(draw(XML_TEXT)))
    elif how == "remove":
        parent.remove(element)
    elif how == "repeat":
        parent.append(copy.deepcopy(element))
    else:
        parent.remove(element)
        wrapper = Element("data", {"name": "wrapper"})
        wrapper.append(element)
        parent.append(wrapper)


def damage_bytes(body: bytes, draw: Callable[[st.SearchStrategy[Any]], Any]) -> bytes:
    """Lose, double or garble a piece of up to forty bytes."""
    start = draw(st.integers(0, len(body)))
    end = min(len(body), start + draw(st.integers(0, 40)))
    how = draw(st.sampled_from(["lose", "double", "garble"]))
    middle = {"lose": b"", "double": body[start:end] * 2}.get(how, draw(st.binary(max_size=8)))
    damaged: bytes = body[:start] + middle + body[end:]
    return damaged
