"""The samples of all dialects, heard as the service hears them, and what holds of anything heard.

A sample is named `<dialect>_<push, file or what was answered>.<kind>`.
"""

from pathlib import Path

import msgspec
from carrier_ingest.carriers.dialect import Channel, Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.registry import DIALECTS
from waymark_events.ordering import own_instant

SAMPLES = Path(__file__).parent / "dialect_samples"
JSON_SAMPLES = sorted(path.name for path in SAMPLES.glob("*.json"))
XML_SAMPLES = sorted(path.name for path in SAMPLES.glob("*.xml"))
ALL_SAMPLES = sorted(
    path.name for path in SAMPLES.iterdir() if not path.name.endswith("_numbers.txt")
)


def spoken_in(name: str) -> str:
    """The dialect of a sample."""
    return max((one for one in DIALECTS if name.startswith(one)), key=len)


def channel_of(name: str) -> Channel:
    """The channel a sample came by: the one in its name, else the dialect's only other one."""
    told = name.removeprefix(spoken_in(name)).lstrip("_")
    for channel in (Channel.PUSH, Channel.FILE):
        if told.startswith(channel):
            return channel
    return Channel.POLL


def asked_in(dialect: str) -> tuple[str, ...]:
    """What a dialect's samples of polls are answers about, were all of it asked at once."""
    listed = SAMPLES / f"{dialect}_numbers.txt"
    return tuple(listed.read_text().split()) if listed.exists() else ()


def hear(name: str, body: bytes, asked: tuple[str, ...] | None = None) -> Heard:
    """Hear a body as if it were that sample, an answer to `asked` or to all of its dialect's."""
    dialect = spoken_in(name)
    conventions = Conventions(zone="Europe/Berlin", locale="en_US")
    channel = channel_of(name)
    return DIALECTS[dialect].parse(
        RawPayload(
            body=body,
            channel=channel,
            asked=(asked or asked_in(dialect)) if channel == Channel.POLL else (),
            conventions=conventions,
        )
    )


def check(heard: Heard) -> None:
    """What must hold of anything heard: order, one statement a scan, encodable."""
    by_time = [own_instant(said.when) for said in heard.statements]
    assert by_time == sorted(by_time)
    ids = [said.scan_id for said in heard.statements]
    assert len(ids) == len(set(ids))
    assert all(said.number and said.reason for said in heard.statements)
    msgspec.json.encode(heard)
