"""Where everybody stands: stored positions and readiness, twice a second."""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import httpx
import psycopg
from faults.fleet import Member
from faults.notes import Json, Notes
from faults.stage import Stage
from waymark_events.topics import Service

_EVERY_S = 0.5
_A_SECOND: Final = 5.0
"""What UPS may be asked by an account, as its dialect has it."""


def positions(stage: Stage, notes: Notes) -> Callable[[threading.Event], None]:
    """Notes the stored position of every consumer on every partition, where it changed."""
    before: dict[str, Mapping[str, int]] = {}

    def look(stop: threading.Event) -> None:
        for service, urls in stage.wiring.databases.items():
            with psycopg.connect(urls.worker, connect_timeout=2) as connection:
                rows = connection.execute("SELECT consumer, topic, partition, next FROM position")
                now = {f"{row[0]}/{row[1]}/{row[2]}": int(row[3]) for row in rows}
            moved = {
                place: at for place, at in now.items() if before.get(service, {}).get(place) != at
            }
            before[service] = now
            if moved:
                notes.write({"service": str(service), "next": moved})
        stop.wait(_EVERY_S)

    return look


def readiness(stage: Stage, notes: Notes) -> Callable[[threading.Event], None]:
    """Notes who became ready, and who is not any more."""
    known: dict[str, bool] = {}
    http = httpx.Client(trust_env=False, timeout=2.0)

    def look(stop: threading.Event) -> None:
        for member in stage.fleet.all_members():
            ready = stage.fleet.is_ready(member, http)
            if known.get(member.name) != ready:
                known[member.name] = ready
                notes.write(_seen(member, ready=ready))
        stop.wait(_EVERY_S)

    return look


def _seen(member: Member, *, ready: bool) -> Json:
    return {"service": str(member.service), "kind": member.kind, "ready": ready}


def waiting(stage: Stage) -> Iterator[str]:
    """What still has to be done, one sentence each; nothing when all has settled."""
    for service, urls in stage.wiring.databases.items():
        with psycopg.connect(urls.worker, connect_timeout=3) as connection:
            for what, query in _LEFT.get(str(service), {}).items() | _LEFT["all"].items():
                row = connection.execute(query).fetchone()
                if row and row[0]:
                    yield f"{service}: {row[0]} {what}"


def paced_s(stage: Stage) -> float:
    """The seconds that what has to be asked of carriers takes at the pace that they allow."""
    urls = stage.wiring.databases[Service.CARRIER_INGEST]
    with psycopg.connect(urls.worker, connect_timeout=3) as connection:
        rows = connection.execute(_TO_ASK).fetchall()
    return max((int(row[0]) for row in rows), default=0) / _A_SECOND


_TO_ASK: Final = (
    "SELECT count(*) FROM plan WHERE due_at <= now() AND retailer IN"
    " (SELECT retailer FROM account WHERE base_url IS NOT NULL) GROUP BY retailer"
)
_LEFT: Mapping[str, Mapping[str, str]] = {
    "all": {"rows in the outbox": "SELECT count(*) FROM outbox"},
    "order": {
        "events not relayed": (
            "SELECT count(*) FROM order_events WHERE notification_id >"
            " coalesce((SELECT published FROM relay_position WHERE relay = 'order'), 0)"
        ),
    },
    "carrier_ingest": {
        "answers to publish": "SELECT count(*) FROM poll_queue",
        "accounts to reconcile": (
            "SELECT count(*) FROM reconciliation JOIN account USING (retailer, account)"
            " WHERE base_url IS NOT NULL"
        ),
        "numbers to ask": f"SELECT sum(count) FROM ({_TO_ASK}) AS asked",
    },
    "notifier": {
        "messages to send": (
            "SELECT count(*) FROM ledger WHERE next_try IS NOT NULL AND state <> 'waiting'"
        ),
        "notifications to publish": "SELECT count(*) FROM notification_queue",
        "records for topics": "SELECT count(*) FROM retailer_topic_queue",
        "webhooks to post": "SELECT count(*) FROM webhook_delivery WHERE next_try IS NOT NULL",
    },
}
