"""Orders as `order` decided them, and the tracking links they grant."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec
from waymark_events.links import token, token_digest
from waymark_events.messages.orders import OrderEvent, OrderState
from waymark_runtime.consumer import Work
from waymark_runtime.faults import TransientFault
from waymark_runtime.records import Arrived

from projection.store import documents


class OrderKeeper:
    """Keeps orders. `link_keys` maps a link key's id to the key."""

    def __init__(self, link_keys: Mapping[str, bytes]) -> None:
        self._link_keys = link_keys

    def on_order_events(self, work: Work) -> None:
        """Keep the newest document of each order and the links it grants."""
        told = [
            (record, message.body)
            for record, message in work.envelopes()
            if isinstance(message.body, OrderEvent)
        ]
        newest = _newest(event for _, event in told)
        links = {event.order.order_id: self._links(event.order) for event in newest}
        documents.keep_orders(work.connection, [_order_row(event) for event in newest])
        documents.keep_order_changes(
            work.connection, [_change_row(record, event) for record, event in told]
        )
        documents.keep_links(
            work.connection,
            [row for rows in links.values() for row in rows],
            [(UUID(name), [row[0] for row in rows]) for name, rows in links.items()],
        )

    def _links(self, order: OrderState) -> list[documents.LinkValues]:
        order_id = UUID(order.order_id)
        rows: list[documents.LinkValues] = []
        for grant in order.links:
            key = self._link_keys.get(grant.kid)
            if key is None:
                raise TransientFault(
                    f"link key {grant.kid!r} of order {order_id} is not among WAYMARK_LINK_KEYS",
                    "unknown_link_key",
                )
            text = token(key, order.order_id, grant.recipient_id, grant.role, grant.link_version)
            recipient = UUID(grant.recipient_id)
            rows.append((token_digest(text), order.retailer, order_id, recipient, grant.role))
        return rows


def _newest(events: Iterable[OrderEvent]) -> list[OrderEvent]:
    newest: dict[str, OrderEvent] = {}
    for event in events:
        kept = newest.get(event.order.order_id)
        if kept is None or event.order.version > kept.order.version:
            newest[event.order.order_id] = event
    return [newest[name] for name in sorted(newest)]


def _change_row(record: Arrived, event: OrderEvent) -> tuple[object, ...]:
    order = event.order
    return (
        record.partition,
        record.offset,
        order.retailer,
        UUID(order.order_id),
        order.version,
        record.appended_at,
        event.at,
        msgspec.json.encode(order),
    )


def _order_row(event: OrderEvent) -> tuple[object, ...]:
    order = event.order
    return (
        UUID(order.order_id),
        order.retailer,
        order.reference,
        order.version,
        order.state,
        order.placed_at,
        event.at,
        msgspec.json.encode(order),
    )
