"""The bare loop's fold as a Quix Streams application, exactly once, with changelog and output.

Arguments: bootstrap servers, consumer group, topic, output topic, folder of its state.
"""

import json
import sys
import time
from datetime import datetime

import msgspec
from quixstreams import Application, State


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
_begun: list[bool] = []


def take(value: bytes, state: State) -> dict[str, object]:
    """Take a scan; answers the shipment as it is then. A repeat counts again."""
    if not _begun:
        _begun.append(True)
        print(json.dumps({"begun": time.monotonic(), "cpu_s": time.process_time()}), flush=True)
    scan = _DECODE(value)
    latest = state.get("latest") or {"version": 0, "at": "", "milestone": "", "reason": ""}
    latest["version"] += 1
    at = (scan.when.instant or scan.observed_at).isoformat()
    if at >= latest["at"]:
        latest |= {"at": at, "milestone": scan.milestone, "reason": scan.reason}
    state.set("latest", latest)
    return latest


def main() -> None:
    """Run until told to end."""
    bootstrap, group, source, output, folder = sys.argv[1:6]
    app = Application(
        broker_address=bootstrap,
        consumer_group=group,
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once",
        commit_interval=0.5,
        state_dir=folder,
        loglevel="WARNING",
        producer_extra_config={"compression.type": "lz4", "linger.ms": 5},
    )
    scans = app.topic(source, value_deserializer="bytes", key_deserializer="bytes")
    said = app.topic(output, value_serializer="json", key_serializer="bytes")
    frame = app.dataframe(scans)
    frame.apply(take, stateful=True).to_topic(said)
    app.run()


if __name__ == "__main__":
    main()
