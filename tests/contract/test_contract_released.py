"""The contract only grows: today's is compared with the released one."""

import json
from pathlib import Path

from waymark_tools.contract.baseline import release, released, today
from waymark_tools.contract.breaking import breaks
from waymark_tools.contract.publishing import publish


def test_nothing_released_is_broken() -> None:
    """Who was built on the last release can stay as they are."""
    assert breaks(released(), today()) == []


def test_every_field_of_the_released_contract_is_looked_at() -> None:
    """A field taken away is missed, however deep it was: no part of a schema is passed by."""
    for kind, schema in today()["types"].items():
        for name, struct in schema.get("$defs", {}).items():
            for field in struct.get("properties", {}):
                spoilt = json.loads(json.dumps(schema))
                del spoilt["$defs"][name]["properties"][field]
                one = {"types": {kind: schema}, "topics": {}}
                assert breaks(one, {"types": {kind: spoilt}, "topics": {}}), (
                    f"{kind} {name}.{field}"
                )


def test_publishing_leaves_the_baseline_alone(tmp_path: Path) -> None:
    """`make contract` writes what is published, and nothing else."""
    publish(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {"schemas", "asyncapi.json"}


def test_a_release_moves_the_baseline_forwards_and_never_over_a_break(tmp_path: Path) -> None:
    """What was released once stays promised."""
    path = tmp_path / "released.json"
    smaller = today()
    del smaller["types"]["key.set.v1"], smaller["topics"]["key.v1"]
    path.write_text(json.dumps(smaller))
    assert release(path) == []
    assert released(path) == today()

    larger = today()
    larger["types"]["gone.v1"] = {}
    path.write_text(json.dumps(larger))
    (sentence,) = release(path)
    assert sentence.startswith("gone.v1: the type was removed or renamed")
    assert released(path) == larger
