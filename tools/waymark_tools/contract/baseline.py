"""The contract as it was last released. Only a release moves this baseline, and only forwards."""

import json
from pathlib import Path
from typing import Any, Final

from waymark_events.asyncapi.webhooks import envelope_schema
from waymark_events.schemas import schemas
from waymark_events.topics import RETAILER_TOPICS, TOPICS, Topic
from waymark_events.webhooks import RETAILER_TYPES, TEST_TYPE

from waymark_tools.contract.breaking import breaks
from waymark_tools.contract.publishing import EVENTS, save

RELEASED: Final = EVENTS / "released.json"


def today() -> dict[str, Any]:
    """The contract that the structs and the declaration make now."""
    declared = {**TOPICS, **RETAILER_TOPICS}
    return {
        "topics": {name: _promised(topic) for name, topic in declared.items()},
        "types": schemas(),
        "webhook": {"envelope": envelope_schema(), "types": [*RETAILER_TYPES, TEST_TYPE]},
    }


def released(path: Path = RELEASED) -> dict[str, Any]:
    """The contract of the baseline."""
    contract: dict[str, Any] = json.loads(path.read_text())
    return contract


def release(path: Path = RELEASED) -> list[str]:
    """Make today's contract the baseline; with breaks, which are returned, it stays as it is."""
    found = breaks(released(path), today())
    if not found:
        save(path, today())
    return found


def _promised(topic: Topic) -> dict[str, Any]:
    return {
        "key": topic.key,
        "partitions": topic.partitions,
        "compacted": topic.compacted,
        "for_ever": not topic.compacted and topic.retention_ms is None,
        "writers": {**topic.writers, **topic.repeats},
    }
