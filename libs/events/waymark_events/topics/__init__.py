"""The one declaration of topics: name, key, retention, who writes each type, who reads.

Creating topics, access rules, documents and boards are made from it.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from waymark_events.ids import RetailerId
from waymark_events.topics import of_retailers
from waymark_events.topics.of_retailers import (
    CONTACTS,
    EVENTS,
    ORDERS,
    RETAILER_TOPICS,
    of_retailer,
    retailer_topics,
)
from waymark_events.topics.ours import DECLARED
from waymark_events.topics.topic import (
    DEAD_LETTER_CAP,
    MONTH_MS,
    PARTITIONS,
    PAYLOAD_CAP,
    STREAM_CAP,
    Outside,
    Party,
    Service,
    Topic,
    source,
)

__all__ = [
    "CONTACTS",
    "DEAD_LETTER_CAP",
    "EVENTS",
    "MONTH_MS",
    "ORDERS",
    "PARTITIONS",
    "PAYLOAD_CAP",
    "RETAILER_TOPICS",
    "STREAM_CAP",
    "TOPICS",
    "Outside",
    "Party",
    "Service",
    "Topic",
    "asked_on",
    "dead_letters",
    "declaration",
    "declared",
    "named",
    "of_retailer",
    "read_by",
    "retailer_topics",
    "source",
    "sources",
    "writer_of",
]

TOPICS: Final[Mapping[str, Topic]] = MappingProxyType({topic.name: topic for topic in DECLARED})
"""Our own, by name; those of retailers are in `RETAILER_TOPICS`, once for all retailers."""


def declaration(name: str) -> Topic:
    """What is declared of a topic, ours or a retailer's; KeyError for one that nobody declared."""
    return TOPICS.get(name) or _of_retailer(name)


@lru_cache(maxsize=4_096)
def _of_retailer(name: str) -> Topic:
    found = of_retailers.split(name)
    if found is None:
        raise KeyError(name)
    return of_retailer(*found)


def dead_letters(service: str) -> str:
    """The topic where a service parks what can never work."""
    return f"{service}.dead-letters.v1"


def named(prefix: str, topic: str) -> str:
    """The name on the broker; the only place where the prefix is put on."""
    return f"{prefix}{topic}"


def declared(prefix: str, broker_name: str) -> str:
    """The declared name of a topic on the broker; ValueError outside this prefix."""
    if not broker_name.startswith(prefix):
        raise ValueError(f"topic {broker_name!r} does not begin with the prefix {prefix!r}")
    return broker_name[len(prefix) :]


def writer_of(topic: str, message_type: str) -> Party | None:
    """Who alone may write this type to this topic; None when nobody."""
    return declaration(topic).writers.get(message_type)


@lru_cache(maxsize=256)
def sources(topic: str, message_type: str | None = None) -> frozenset[str] | None:
    """Each `ce_source` under which a type may stand on a topic, or any type when none is named.

    None: any source, since a retailer writes it.
    """
    here = declaration(topic)
    kinds = here.kinds if message_type is None else (message_type,)
    writers = {here.writers.get(kind) or _OWN[kind] for kind in kinds if kind in here.kinds}
    if Outside.RETAILER in writers:
        return None
    return frozenset(map(source, writers))


_OWN: Final[Mapping[str, Party]] = MappingProxyType(
    {kind: writer for topic in DECLARED for kind, writer in topic.writers.items()}
)


def asked_on(retailer: str) -> list[str]:
    """The names of the topics on which a retailer asks something of us."""
    return [topic.name for topic in retailer_topics(RetailerId(retailer)) if topic.writers]


def read_by(service: Service) -> Iterator[Topic]:
    """The topics of ours that a service reads."""
    return (topic for topic in TOPICS.values() if service in topic.readers)
