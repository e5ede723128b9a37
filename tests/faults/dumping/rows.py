"""Tables as files: a line of JSON a row, by queries that name what the oracle is to see."""

from pathlib import Path
from typing import Final

import psycopg
from faults.stage import Stage
from waymark_events.topics import Service

_POSITIONS: Final = "SELECT consumer, topic, partition, next, topic_id FROM position"
_QUERIES: Final = {
    "order/events": (
        "SELECT originator_id AS id, originator_version AS version, notification_id AS number,"
        " topic, encode(state, 'escape') AS state FROM order_events ORDER BY notification_id"
    ),
    "projection/shipments": (
        "SELECT id, retailer, carrier, number, version, generation, milestone, flags,"
        " convert_from(document, 'UTF8') AS document FROM shipment"
    ),
    "projection/facts": (
        'SELECT s.id AS shipment, f.ce_id, f.type, f.partition, f."offset", f.known_at'
        " FROM fact f JOIN shipment s ON s.no = f.shipment_no"
    ),
    "notifier/ledger": (
        "SELECT id, retailer, order_id, shipment_id, channel, trigger, state, detail, attempts,"
        " doubtful FROM ledger"
    ),
    "notifier/endpoints": "SELECT id, retailer, url, state, reason FROM webhook_endpoint",
    "notifier/deliveries": (
        "SELECT d.endpoint, d.retailer, d.state, d.attempts, e.id, e.type, e.subject"
        " FROM webhook_delivery d"
        " JOIN retailer_event e ON e.retailer = d.retailer AND e.number = d.number"
    ),
    **{f"{service}/positions": _POSITIONS for service in Service},
    **{f"{service}/outbox": "SELECT consumer, count FROM outbox" for service in Service},
}


def dump(stage: Stage, folder: Path) -> None:
    """Write `<service>/<name>.jsonl` for each query."""
    for name, query in _QUERIES.items():
        path = folder / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        service = Service(name.split("/")[0])
        with psycopg.connect(stage.wiring.databases[service].worker) as connection:
            rows = connection.execute(f"SELECT row_to_json(found)::text FROM ({query}) found")
            path.write_text("".join(f"{line}\n" for (line,) in rows))
