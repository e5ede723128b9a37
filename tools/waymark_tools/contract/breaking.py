"""What in today's contract would break who was built on the released one.

The contract only grows: what is not named here, such as a new field with a default, a new word of
an enumeration, a new type or a new topic, passes.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from waymark_tools.contract.fields import breaks_between, plain

Contract = Mapping[str, Any]
"""`types`: the JSON Schema of each; `topics`: what is promised of each; `webhook`: the object that
is posted to retailers, and the types in it."""

_PROMISED: Final = {
    "key": "keep it, the order of messages hangs on it",
    "partitions": "keep it, a key's messages would move; growing is a new version of the topic",
    "compacted": "keep it, readers count on what is kept",
}


def breaks(released: Contract, today: Contract) -> list[str]:
    """A sentence for each break, naming type or topic, field and what would be right."""
    return [
        *_of_types(released["types"], today["types"]),
        *_of_topics(released, today),
        *_of_webhooks(released.get("webhook"), today.get("webhook", {})),
    ]


def _of_types(released: Contract, today: Contract) -> Iterator[str]:
    for kind, schema in released.items():
        if kind not in today:
            yield f"{kind}: the type was removed or renamed: put it back, old messages have it"
            continue
        for field, why in breaks_between(plain(schema), plain(today[kind])):
            yield f"{kind}: {f'field `{field}`' if field else 'its value'} {why}"


def _of_topics(released: Contract, today: Contract) -> Iterator[str]:
    for name, old in released["topics"].items():
        new = today["topics"].get(name)
        if new is None:
            yield f"{name}: the topic was removed or renamed: put it back, it has readers"
            continue
        for promise, right in _PROMISED.items():
            if old[promise] != new[promise]:
                yield f"{name}: {promise} was {old[promise]} and is {new[promise]}: {right}"
        if old["for_ever"] and not new["for_ever"]:
            yield f"{name}: was kept for ever and is no more: keep it so, all is derived from it"
        for kind, writer in old["writers"].items():
            if kind in today["types"] and new["writers"].get(kind) != writer:
                yield (
                    f"{kind}: {writer} writes it to {name} no more: leave it there, readers park "
                    "it from any other writer; what moves is a new type"
                )


def _of_webhooks(released: Contract | None, today: Contract) -> Iterator[str]:
    """What was released before there were webhooks promised nothing of them."""
    if released is None:
        return
    for field, why in breaks_between(released["envelope"], today["envelope"]):
        yield f"webhook: {f'field `{field}`' if field else 'the object'} {why}"
    for kind in released["types"]:
        if kind not in today["types"]:
            yield f"webhook: {kind} is posted no more: put it back, retailers wait for it"
