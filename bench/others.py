"""Who runs beside ours: what one would use instead, on the same log with the bare loop's fold."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from psycopg.conninfo import conninfo_to_dict
from waymark_tools.stack.databases import DatabaseUrls

from bench import environments, observing, topics
from bench.checks import Expected
from bench.contest import Contestant, no_tables
from bench.contestants import Entrant
from bench.load import STREAM
from bench.peer_checks import check_recorded, check_said
from bench.stage import Place

STREAMS: Final = "kafka_streams"
STREAMS_2: Final = "kafka_streams_2"
QUIX: Final = "quix"
FAUST: Final = "faust"
NAIVE: Final = "eventsourcing"
JVM: Final = (STREAMS, STREAMS_2)
PYTHON: Final = (QUIX, FAUST, NAIVE)
NAMES: Final = (*JVM, *PYTHON)
SLOW: Final = (FAUST, NAIVE)
_JVM_OPTIONS: Final = ("-Xmx512m",)
Arguments = Callable[[str, DatabaseUrls], Sequence[str]]


class _Group:
    """A group of its own for each run: a peer remembers under its name what it has read."""

    def __init__(self, prefix: str, name: str) -> None:
        self._begin = f"{prefix}{name}-"
        self.name = ""

    def renew(self) -> None:
        """Another name."""
        self.name = self._begin + uuid.uuid4().hex[:8]


def make(place: Place, wanted: Iterable[str]) -> tuple[list[Entrant], dict[str, str]]:
    """Those who are wanted and can be had, and why the others cannot, by name."""
    found, missing = [], {}
    for name in wanted:
        try:
            found.append(_MAKERS[name](place, name))
        except environments.MissingError as why:
            missing[name] = str(why)
    return found, missing


def _streams(place: Place, name: str) -> Entrant:
    command = environments.jvm_of(STREAMS, "bench.Main", _JVM_OPTIONS)
    threads = "2" if name == STREAMS_2 else "1"
    return _entrant(place, name, command, lambda _group, _urls: [threads])


def _python(place: Place, name: str) -> Entrant:
    return _entrant(place, name, environments.python_of(name), lambda _group, _urls: [])


def _naive(place: Place, name: str) -> Entrant:
    def database(_group: str, urls: DatabaseUrls) -> Sequence[str]:
        return [json.dumps(conninfo_to_dict(urls.owner))]

    entrant = _entrant(place, name, environments.python_of(name), database)
    return Entrant(entrant.contestant, entrant.prepare, check_recorded, is_slow=True)


def _entrant(place: Place, name: str, program: Sequence[str], more: Arguments) -> Entrant:
    """Each is told: broker, group, topic, output topic, a folder of its own, and what else."""
    group = _Group(place.prefix, name)
    source, output = place.topic(STREAM), place.topic(topics.OUTPUT)

    def command(urls: DatabaseUrls, _instance: int) -> Sequence[str]:
        folder = place.supervisor.folder / group.name
        told = [place.bootstrap, group.name, source, output, str(folder)]
        return [*program, *told, *more(group.name, urls)]

    def prepare() -> None:
        topics.renew(place.bootstrap, place.prefix, topics.OUTPUT)
        if group.name:
            topics.remove(place.bootstrap, group.name)
        group.renew()

    def check(_database: str, wanted: Expected) -> int:
        return check_said(place.bootstrap, output, wanted)

    look = observing.by_group(place.bootstrap, source, lambda: group.name)
    contestant = Contestant(name, command, look, no_tables)
    return Entrant(contestant, prepare, check, is_slow=name in SLOW)


_MAKERS: Final[Mapping[str, Callable[[Place, str], Entrant]]] = MappingProxyType(
    {STREAMS: _streams, STREAMS_2: _streams, QUIX: _python, FAUST: _python, NAIVE: _naive}
)
