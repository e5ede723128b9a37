"""Who runs: the bare loop in three forms, and the full projector in three."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from waymark_tools.stack.databases import DatabaseUrls

from bench import topics
from bench.checks import Expected, check_bare, check_projector, check_published
from bench.contest import Contestant
from bench.load import STREAM
from bench.stage import Place

BARE: Final = "bare"
BARE_OUR_FOLD: Final = "bare_our_fold"
BARE_MESSAGE: Final = "bare_message"
PROJECTOR: Final = "projector"
PROJECTORS: Final = "two_projectors"
WORKER: Final = "worker"
USUAL: Final = (BARE, BARE_OUR_FOLD, BARE_MESSAGE, PROJECTOR)
NAMES: Final = (*USUAL, PROJECTORS, WORKER)
STATUS: Final = "shipment.status.v1"
_ENDS: Final = 'unnest(%(partitions)s::int[], %(ends)s::bigint[]) AS log(partition, "end")'
_BARE_DONE: Final = f"""
SELECT count(*) = cardinality(%(partitions)s::int[])
FROM position JOIN {_ENDS} USING (partition) WHERE next = "end"
"""
_PROJECTOR_DONE: Final = f"""
SELECT count(*) = cardinality(%(partitions)s::int[]) AND NOT EXISTS (SELECT FROM outbox)
FROM position JOIN {_ENDS} USING (partition) WHERE next = "end" AND consumer = 'projector'
"""
_WORKER_DONE: Final = f"""
SELECT ({_PROJECTOR_DONE}) AND (SELECT sum(next) >= %(statuses)s FROM position
                                WHERE consumer = 'changes')
"""


@dataclass(frozen=True)
class Entrant:
    """A contestant, what goes before each of its runs, and how to check what it did.

    `check` takes the database and answers how many messages were published more than once.
    """

    contestant: Contestant
    prepare: Callable[[], None]
    check: Callable[[str, Expected], int]


def make(place: Place, wanted: Sequence[str]) -> list[Entrant]:
    """Those who are wanted, in the order of their names."""
    every = {
        BARE: _bare(place, BARE, "latest"),
        BARE_OUR_FOLD: _bare(place, BARE_OUR_FOLD, "ours"),
        BARE_MESSAGE: _bare(place, BARE_MESSAGE, "latest", output=place.topic(topics.OUTPUT)),
        PROJECTOR: _ours(place, PROJECTOR, "alone", _PROJECTOR_DONE),
        PROJECTORS: _ours(place, PROJECTORS, "alone", _PROJECTOR_DONE, processes=2),
        WORKER: _ours(place, WORKER, "whole", _WORKER_DONE),
    }
    return [every[name] for name in NAMES if name in wanted]


def _bare(place: Place, name: str, fold: str, output: str | None = None) -> Entrant:
    def argv(urls: DatabaseUrls) -> list[str]:
        spec = {
            "bootstrap": place.bootstrap,
            "topic": place.topic(STREAM),
            "database": urls.owner,
            "fold": fold,
            "output": output,
        }
        return ["bench.bare_loop", json.dumps(spec)]

    def check(database: str, wanted: Expected) -> int:
        check_bare(database, wanted, with_our_fold=fold == "ours")
        return 0

    return Entrant(Contestant(name, argv, _BARE_DONE), lambda: None, check)


def _ours(place: Place, name: str, part: str, done: str, processes: int = 1) -> Entrant:
    def check(database: str, wanted: Expected) -> int:
        check_projector(database, wanted)
        return check_published(place.bootstrap, place.topic(STATUS), wanted)

    return Entrant(
        Contestant(
            name,
            lambda _: ["bench.projector", part],
            done,
            is_ours=True,
            processes=processes,
        ),
        prepare=lambda: topics.renew(place.bootstrap, place.prefix, STATUS),
        check=check,
    )
