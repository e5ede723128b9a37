"""Crash points: places between two effects where a program can be made to end as by kill -9.

`WAYMARK_FAULTS_CRASH=relay.after_send:3` ends it when it comes there the third time. That it did
is written to the file `WAYMARK_FAULTS_VISITED` first.
"""

import itertools
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from faults.notes import Notes
from faults.seams import wrap


@dataclass(frozen=True)
class Point:
    """A place: before or after a function, and which program comes there by itself."""

    path: str
    is_after: bool
    service: str
    program: str = "worker"


_RELAY: Final = "waymark_runtime.relay:LogSource"
_QUEUE: Final = "waymark_runtime.relay:QueueSource"
_APPLIER: Final = "waymark_runtime.consumer.applying:Applier"
_CLOSE: Final = "waymark_runtime.consumer.holding:_Connected.close"
_PUBLISH: Final = "waymark_runtime.producer:Producer.publish_all"
_FORGET: Final = "waymark_runtime.consumer.sending:StoredRows.forget"
_MAILS: Final = "notifier.app.sending:Sender"
_POSTS: Final = "notifier.app.webhooks"

POINTS: Final[Mapping[str, Point]] = {
    "relay.after_read": Point(f"{_RELAY}.pending", True, "order"),
    "relay.after_send": Point(f"{_RELAY}.published", False, "order"),
    "relay.after_note": Point(f"{_RELAY}.published", True, "order"),
    "queue.after_send": Point(f"{_QUEUE}.published", False, "notifier"),
    "queue.after_note": Point(f"{_QUEUE}.published", True, "notifier"),
    "batch.before_handler": Point(f"{_APPLIER}._work", False, "carrier_ingest"),
    "batch.after_handler": Point(_CLOSE, False, "projection"),
    "batch.before_commit": Point(_CLOSE, True, "projection"),
    "batch.after_commit": Point("waymark_runtime.consumer.work:Work.committed", False, "order"),
    "outbox.before_send": Point(_PUBLISH, False, "carrier_ingest"),
    "outbox.partly_sent": Point("waymark_runtime.producer:Producer._lane", True, "projection"),
    "outbox.after_send": Point(_FORGET, False, "projection"),
    "outbox.after_note": Point(_FORGET, True, "carrier_ingest"),
    "kafka.before_commit": Point(
        "waymark_runtime.consumer.keeping:Keeper._tell_kafka", False, "notifier"
    ),
    "mail.after_taken_up": Point(f"{_MAILS}._deliver", False, "notifier"),
    "mail.after_handed_over": Point(f"{_MAILS}._record", False, "notifier"),
    "mail.after_noted": Point(f"{_MAILS}._record", True, "notifier"),
    "webhook.after_lease": Point(f"{_POSTS}.dispatching:Dispatcher._send", False, "notifier"),
    "webhook.after_answer": Point(f"{_POSTS}.settling:Settling.settle", False, "notifier"),
    "webhook.after_settled": Point(f"{_POSTS}.settling:Settling.settle", True, "notifier"),
    "order.before_commit": Point(
        "order.store.recorder:OrderRecorder._insert_stored_events", True, "order", "web"
    ),
    "order.after_commit": Point("order.app.once:Once.__call__", True, "order", "web"),
    "push.after_append": Point(
        "waymark_runtime.producer:Producer.append", True, "carrier_ingest", "web"
    ),
}


def arm(wanted: str, visited: Path) -> None:
    """Make the program end at a point: `name:times`."""
    name, _, times = wanted.partition(":")
    point = POINTS[name]
    coming = itertools.count(1)

    def come() -> None:
        if next(coming) == int(times or 1):
            Notes(visited).write({"crashed": name, "pid": os.getpid()})
            os.kill(os.getpid(), signal.SIGKILL)

    if point.is_after:
        wrap(point.path, after=come)
    else:
        wrap(point.path, before=come)
