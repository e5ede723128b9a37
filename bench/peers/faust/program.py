"""The bare loop's fold as a Faust application: a table with its changelog, and an output topic.

At least once: Faust's exactly-once is experimental. The table is kept in memory, the faster of its
stores. Arguments: bootstrap servers, app id, topic, output topic, folder of its own.
"""

import json
import sys
import time
from datetime import datetime

import faust
import msgspec


class When(msgspec.Struct):
    """The time that a carrier gave."""

    instant: datetime | None = None


class Scan(msgspec.Struct):
    """What the fold needs of a scan."""

    milestone: str
    reason: str
    when: When
    observed_at: datetime


_DECODE = msgspec.json.Decoder(Scan).decode
_BOOTSTRAP, _GROUP, _SOURCE, _OUTPUT, _FOLDER = sys.argv[1:6]
_begun: list[bool] = []

app = faust.App(
    _GROUP,
    broker=f"kafka://{_BOOTSTRAP}",
    store="memory://",
    datadir=_FOLDER,
    topic_partitions=12,
    topic_replication_factor=1,
    topic_disable_leader=True,
    web_enabled=False,
    broker_commit_interval=0.5,
    stream_wait_empty=False,
    producer_linger=0.005,
    consumer_auto_offset_reset="earliest",
)
scans = app.topic(
    _SOURCE, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"
)
said = app.topic(
    _OUTPUT, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"
)
shipments = app.Table("shipments", partitions=12)


@app.agent(scans)
async def on_scans(stream: faust.Stream) -> None:
    """Take scans in order; say the shipment as it is after each. A repeat counts again."""
    async for key, value in stream.items():
        if not _begun:
            _begun.append(True)
            mark = {"begun": time.monotonic(), "cpu_s": time.process_time()}
            print(json.dumps(mark), file=sys.__stdout__, flush=True)  # Faust logs the other
        name = key.decode()
        scan = _DECODE(value)
        latest = dict(shipments.get(name) or {"version": 0, "at": "", "milestone": ""})
        latest["version"] += 1
        at = (scan.when.instant or scan.observed_at).isoformat()
        if at >= latest["at"]:
            latest |= {"at": at, "milestone": scan.milestone, "reason": scan.reason}
        shipments[name] = latest
        await said.send(key=key, value=json.dumps(latest).encode())


if __name__ == "__main__":
    faust.Worker(app, loglevel="warning").execute_from_commandline()
