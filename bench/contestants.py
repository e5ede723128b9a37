"""Who runs of ours: the bare loop in four forms, and the full projector in three."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from waymark_events.topics import PARTITIONS
from waymark_tools.stack.databases import DatabaseUrls

from bench import observing, topics
from bench.checks import Expected, check_bare, check_projector, check_published
from bench.contest import Contestant, bare_tables, our_tables
from bench.load import STREAM
from bench.stage import Place

BARE: Final = "bare"
BARE_OUR_FOLD: Final = "bare_our_fold"
BARE_MESSAGE: Final = "bare_message"
BARE_MESSAGES: Final = "two_bare_message"
PROJECTOR: Final = "projector"
PROJECTORS: Final = "two_projectors"
WORKER: Final = "worker"
USUAL: Final = (BARE, BARE_OUR_FOLD, BARE_MESSAGE, PROJECTOR, PROJECTORS, WORKER)
NAMES: Final = (*USUAL, BARE_MESSAGES)
STATUS: Final = "shipment.status.v1"


@dataclass(frozen=True)
class Entrant:
    """A contestant, what goes before each of its runs, and how to check what it did.

    `check` takes the database and answers how many messages were published more than once. One
    that `is_slow` runs on the small log.
    """

    contestant: Contestant
    prepare: Callable[[], None]
    check: Callable[[str, Expected], int]
    is_slow: bool = False


def make(place: Place, wanted: Iterable[str]) -> list[Entrant]:
    """Those who are wanted, in the order of their names."""
    every = {
        BARE: _bare(place, BARE, "latest"),
        BARE_OUR_FOLD: _bare(place, BARE_OUR_FOLD, "ours"),
        BARE_MESSAGE: _bare(place, BARE_MESSAGE, "latest", says=place.topic(topics.OUTPUT)),
        BARE_MESSAGES: _bare(
            place, BARE_MESSAGES, "latest", says=place.topic(topics.OUTPUT), processes=2
        ),
        PROJECTOR: _ours(place, PROJECTOR, "alone", observing.PROJECTOR),
        PROJECTORS: _ours(place, PROJECTORS, "alone", observing.PROJECTOR, processes=2),
        WORKER: _ours(place, WORKER, "whole", observing.WORKER),
    }
    chosen = set(wanted)
    return [every[name] for name in NAMES if name in chosen]


def module(name: str, *arguments: str) -> Sequence[str]:
    """The command that runs a module of ours."""
    return [sys.executable, "-m", name, *arguments]


def _bare(
    place: Place, name: str, fold: str, says: str | None = None, processes: int = 1
) -> Entrant:
    def command(urls: DatabaseUrls, instance: int) -> Sequence[str]:
        spec = {
            "bootstrap": place.bootstrap,
            "topic": place.topic(STREAM),
            "database": urls.owner,
            "fold": fold,
            "output": says,
            "partitions": list(range(instance, PARTITIONS, processes)),
        }
        return module("bench.bare_loop", json.dumps(spec))

    def check(database: str, wanted: Expected) -> int:
        check_bare(database, wanted, with_our_fold=fold == "ours")
        return 0

    look = observing.by_query(observing.BARE)
    return Entrant(Contestant(name, command, look, bare_tables, processes), lambda: None, check)


def _ours(place: Place, name: str, part: str, query: str, processes: int = 1) -> Entrant:
    def check(database: str, wanted: Expected) -> int:
        check_projector(database, wanted)
        return check_published(place.bootstrap, place.topic(STATUS), wanted)

    return Entrant(
        Contestant(
            name,
            lambda _urls, _instance: module("bench.projector", part),
            observing.by_query(query),
            our_tables,
            processes,
        ),
        prepare=lambda: topics.renew(place.bootstrap, place.prefix, STATUS),
        check=check,
    )
