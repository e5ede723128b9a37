"""Who may do what on a retailer's topics, as rules for Kafka, made from the declaration.

A retailer's principal is `User:retailer-<id>`, a service's `User:<service>`. The groups of a
retailer begin with `retailer-<id>.`, that of `order` is `order.intake.<id>`.
"""

import shlex
from collections.abc import Iterator

from msgspec import Struct
from waymark_events.ids import RetailerId
from waymark_events.topics import Outside, Party, Service, Topic, named, retailer_topics

_READ = ("Read", "Describe")
_WRITE = ("Write", "Describe")


class Rule(Struct, frozen=True):
    """What a principal may do on a topic or with a group; `prefixed`: on all that begin so."""

    principal: str
    operations: tuple[str, ...]
    resource: str
    name: str
    prefixed: bool = False

    @property
    def arguments(self) -> str:
        """The rule as `kafka-acls.sh --bootstrap-server …` takes it."""
        words = ["--add", "--allow-principal", self.principal]
        words += [word for operation in self.operations for word in ("--operation", operation)]
        words += [f"--{self.resource}", self.name]
        words += ["--resource-pattern-type", "prefixed"] if self.prefixed else []
        return shlex.join(words)


def rules(retailer: RetailerId, prefix: str) -> list[Rule]:
    """Every rule that a retailer's topics need: nobody else may read or write there."""
    found = [rule for topic in retailer_topics(retailer) for rule in _of(topic, retailer, prefix)]
    readers = {party for topic in retailer_topics(retailer) for party in topic.readers}
    return [*found, *(_group(party, retailer, prefix) for party in sorted(readers))]


def _of(topic: Topic, retailer: RetailerId, prefix: str) -> Iterator[Rule]:
    name = named(prefix, topic.name)
    for party in sorted({*topic.writers.values(), *topic.repeats.values()}):
        yield Rule(_principal(party, retailer), _WRITE, "topic", name)
    for party in topic.readers:
        yield Rule(_principal(party, retailer), _READ, "topic", name)


def _group(party: Party, retailer: RetailerId, prefix: str) -> Rule:
    if party is Outside.RETAILER:
        own = f"retailer-{retailer}."
        return Rule(_principal(party, retailer), ("Read",), "group", own, prefixed=True)
    group = named(prefix, f"{Service(party)}.intake.{retailer}")
    return Rule(_principal(party, retailer), ("Read",), "group", group)


def _principal(party: Party, retailer: RetailerId) -> str:
    return f"User:retailer-{retailer}" if party is Outside.RETAILER else f"User:{party}"
