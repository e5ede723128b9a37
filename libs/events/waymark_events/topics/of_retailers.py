"""The topics of a retailer who opted in: what it asks, whom it knows, and what it hears.

Declared once for all of them: `{retailer}` in a name stands for the retailer's id.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from waymark_events.ids import RetailerId
from waymark_events.topics.ours import DECLARED
from waymark_events.topics.topic import MONTH_MS, Outside, Service, Topic

_PLACE: Final = "{retailer}"
_PARTITIONS: Final = 3
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,30}[a-z0-9](?:\.test)?")
_HEARD: Final = ("order.", "intake.", "notification.", "shipment.status_changed.", "webhook.")
"""What a retailer hears of; the rest of our topics is between the services."""


def _asked(name: str, key: str, types: str, *, compacted: bool = False) -> Topic:
    """A topic that the retailer writes and `order` alone reads."""
    return Topic(
        name=f"retailer.{_PLACE}.{name}.v1",
        key=key,
        writers=MappingProxyType({f"{kind}.v1": Outside.RETAILER for kind in types.split()}),
        readers=(Service.ORDER,),
        compacted=compacted,
        personal=compacted,
        retention_ms=None if compacted else MONTH_MS,
        partitions=_PARTITIONS,
    )


ORDERS: Final = _asked(
    "orders",
    "the order's reference",
    "order.place order.amend order.book_parcel order.rebook_parcel order.cancel order.return",
)
CONTACTS: Final = _asked("contacts", "the person's reference", "contact.put", compacted=True)
EVENTS: Final = Topic(
    name=f"retailer.{_PLACE}.events.v1",
    key="as on the type's own topic",
    writers=MappingProxyType({}),
    repeats=MappingProxyType(
        {
            kind: Service.NOTIFIER
            for topic in DECLARED
            for kind in topic.writers
            if kind.startswith(_HEARD)
        }
    ),
    readers=(Outside.RETAILER,),
    retention_ms=MONTH_MS,
    partitions=_PARTITIONS,
)
RETAILER_TOPICS: Final[Mapping[str, Topic]] = MappingProxyType(
    {topic.name: topic for topic in (ORDERS, CONTACTS, EVENTS)}
)


def of_retailer(topic: Topic, retailer: RetailerId) -> Topic:
    """A retailer's own one of a topic that is declared for all; ValueError for what is no id."""
    if not _ID.fullmatch(retailer):
        raise ValueError(f"{retailer!r} is no retailer id: 3 to 32 of a-z, 0-9 and -")
    return replace(topic, name=topic.name.replace(_PLACE, retailer))


def retailer_topics(retailer: RetailerId) -> tuple[Topic, ...]:
    """The three topics of a retailer."""
    return tuple(of_retailer(topic, retailer) for topic in RETAILER_TOPICS.values())


def split(name: str) -> tuple[Topic, RetailerId] | None:
    """What is declared for all, and whose topic of it this is; None for a name of no retailer."""
    for topic in RETAILER_TOPICS.values():
        before, after = topic.name.split(_PLACE)
        retailer = name.removeprefix(before).removesuffix(after)
        if name == f"{before}{retailer}{after}" and _ID.fullmatch(retailer):
            return topic, RetailerId(retailer)
    return None
