"""The operator's commands of this service: what they are given, and how they answer."""

import argparse
import json
import sys
import time
from typing import Final

import msgspec
import psycopg
from aiokafka.errors import KafkaError
from waymark_runtime.directory import Directory
from waymark_runtime.faults import Halted
from waymark_runtime.postgres import make_pool, role_of
from waymark_runtime.reader import reading

from projection.app.rebuilding.rebuild import Groups, Rebuild
from projection.app.rebuilding.report import Progress, Report
from projection.inbox.groups import ORDERS, PROJECTOR
from projection.settings import Settings
from projection.store import shadow

_TELL_EVERY_S: Final = 0.5
_LONG_MS: Final = 3_600_000


def add_arguments(programs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What `rebuild` takes."""
    rebuild = programs.add_parser("rebuild", help="build the read model anew, and put it in")
    rebuild.add_argument("--compare", action="store_true", help="say what differs, change nothing")
    rebuild.add_argument("--json", action="store_true", help="answer in JSON on one line")


def rebuild(settings: Settings, given: argparse.Namespace) -> int:
    """Rebuild; the exit code. Why it cannot be is written to standard error."""
    try:
        report = _rebuilt(settings, exchanges=not given.compare)
    except (Halted, shadow.BusyError, psycopg.OperationalError, KafkaError) as no:
        sys.stderr.write(f"no rebuild: {no}\n")
        return 1
    sys.stdout.write(_told(report, as_json=given.json))
    return 0


def _rebuilt(settings: Settings, *, exchanges: bool) -> Report:
    url = settings.worker_database_url
    with (
        shadow.hold(settings.owner_database_url) as owner,
        make_pool(url, name="projection-rebuild", most=2) as live,
        make_pool(
            url,
            name="projection-shadow",
            most=2,
            statement_timeout_ms=_LONG_MS,
            search_path=shadow.SEARCH_PATH,
        ) as anew,
        reading(settings.kafka_bootstrap_servers, settings.topic_prefix) as log,
    ):
        shadow.make(owner, role_of(url))
        try:
            return Rebuild(
                live,
                anew,
                log,
                groups=Groups(PROJECTOR, ORDERS),
                known=Directory(live).knows,
                link_keys=settings.links,
                tell=Telling(),
            ).run(exchanges=exchanges)
        finally:
            shadow.drop(owner)


class Telling:
    """Progress on one line of a terminal; nothing where nobody looks."""

    def __init__(self) -> None:
        self._shows = sys.stderr.isatty()
        self._began = time.monotonic()
        self._told = 0.0

    def __call__(self, progress: Progress) -> None:
        """Show how far it is, not more often than a person reads."""
        now = time.monotonic()
        if not self._shows or (now - self._told < _TELL_EVERY_S and progress.done < progress.of):
            return
        self._told = now
        done = 100 * progress.done // max(progress.of, 1)
        line = f"{progress.what}: {progress.done:,} of {progress.of:,} records, {done} %"
        sys.stderr.write(f"\r{line}, {now - self._began:.0f} s ")
        sys.stderr.flush()


def _told(report: Report, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(msgspec.to_builtins(report), ensure_ascii=False) + "\n"
    verb = "put in" if report.switched else "compared, nothing was changed"
    lines = [
        f"{report.facts:,} facts of {report.shipments:,} shipments read anew: {verb}",
        f"alike: {report.alike:,}; mended unseen: {report.mended:,}; "
        f"another status: {report.changed:,}; not in the log: {len(report.vanished):,}",
        f"facts mended: {report.facts_mended:,}; orders: {report.orders_mended:,}; "
        f"links: {report.links_mended:,}; {report.seconds:g} s",
    ]
    for one in report.differences:
        was = "nothing" if one.was is None else f"{one.was.milestone} / {one.was.reason}"
        lines.append(
            f"  {one.carrier} {one.number}: {was} -> {one.now.milestone} / {one.now.reason}"
            f" (generation {one.generation})"
        )
    return "\n".join(lines) + "\n"
