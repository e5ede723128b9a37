"""How fast carriers' bytes become facts: `python -m bench.carrier`.

Nobody's program is beside it, since nobody else does this; its figures are for sizing.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from carrier_ingest.domain import intake
from waymark_events.ids import AccountId
from waymark_events.messages.carriers import PayloadReceived
from waymark_events.topics import Service
from waymark_events.topics.names import CARRIER_PAYLOADS
from waymark_runtime.outgoing import Outgoing, outgoing
from waymark_runtime.producer import Producer
from waymark_runtime.settings import ServiceSettings
from waymark_tools.stack.databases import DatabaseUrls

from bench import keeping, load, observing
from bench.carrier import account, pushes
from bench.checks import Expected, same
from bench.contest import Contestant, Stage, contest
from bench.measured import Run
from bench.reading import partitions
from bench.stage import Place, opened

_DONE: Final = observing.PROJECTOR.replace("'projector'", "'normaliser'")
_AT_ONCE: Final = 10_000
_TRACE: Final = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def main() -> None:
    asked = _asked()
    with opened("bench-carrier") as place:
        load.fill(place.settings(), load.Size(0, 0))
        asyncio.run(_fill(place.settings(), asked.payloads))
        wanted = _wanted(place, asked.payloads)
        with contest(_stage(place, wanted), _normaliser(place), 0) as run:
            _check(place, wanted)
    document = keeping.stamped(_gathered(run, wanted))
    keeping.write(asked.to, "normaliser", document, text(document))
    print(text(document))


def _stage(place: Place, wanted: Expected) -> Stage:
    def environment(urls: DatabaseUrls, instance: int) -> dict[str, str]:
        return place.environment(urls, instance, Service.CARRIER_INGEST)

    return Stage(place.supervisor, place.admin_url, place.pids, environment, wanted)


def _normaliser(place: Place) -> Contestant:
    def tables(urls: DatabaseUrls) -> None:
        account.tables(urls)
        account.add(place, urls)

    return Contestant(
        "normaliser",
        lambda _urls, _instance: [sys.executable, "-m", "bench.carrier.worker"],
        observing.by_query(_DONE),
        tables,
        service=Service.CARRIER_INGEST,
    )


async def _fill(settings: ServiceSettings, payloads: int) -> None:
    producer = Producer(settings)
    await producer.start()
    try:
        chunk: list[Outgoing] = []
        for one in _payloads(payloads):
            chunk.append(one)
            if len(chunk) == _AT_ONCE:
                await producer.publish_all(chunk)
                chunk = []
        await producer.publish_all(chunk)
    finally:
        await producer.stop()


def _payloads(count: int) -> Iterator[Outgoing]:
    """As the intake keeps them."""
    for number, body in pushes.bodies(count):
        payload = PayloadReceived(
            retailer=load.RETAILER,
            account=AccountId(account.ACCOUNT),
            dialect="ups",
            channel="push",
            settings_version=1,
            received_at=datetime.now(UTC),
            body=body,
            content_type="application/json",
        )
        yield outgoing(CARRIER_PAYLOADS, intake.received(payload, number, _TRACE))


def _wanted(place: Place, distinct: int) -> Expected:
    lying = partitions(place.bootstrap, place.topic(CARRIER_PAYLOADS))
    ends = {number: records[-1].offset + 1 for number, records in lying}
    return Expected(ends, distinct, 0, {}, {})


def _check(place: Place, wanted: Expected) -> None:
    """Each distinct payload is one scan on the stream, and no more."""
    lying = partitions(place.bootstrap, place.topic(load.STREAM))
    every = [one for _, records in lying for one in records]
    same("facts said", len(every), wanted.facts)
    same("distinct facts", len({one.headers[1][1] for one in every}), wanted.facts)


def _gathered(run: Run, wanted: Expected) -> dict[str, Any]:
    return {
        "payloads": run.records,
        "facts": wanted.facts,
        "payloads_per_s": round(run.speed),
        "client_us": _per_record(run, run.client_cpu_s),
        "postgres_us": _per_record(run, run.postgres_cpu_s),
        "peak_mb": run.peak_mb,
    }


def _per_record(run: Run, seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / run.records * 1e6, 1)


def text(document: dict[str, Any]) -> str:
    """The document as people read it."""
    return "\n".join(
        [
            f"{document['at']}, {document['machine']}",
            f"{document['payloads']:,} pushes of UPS, {document['facts']:,} of them new:"
            f" {document['payloads_per_s']:,}/s,"
            f" {document['client_us']} µs Python and {document['postgres_us']} µs PostgreSQL each",
        ]
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.carrier", description=__doc__)
    parser.add_argument("--payloads", type=int, default=65_000)
    parser.add_argument("--to", type=Path, default=keeping.FOLDER)
    return parser.parse_args()


if __name__ == "__main__":
    main()
