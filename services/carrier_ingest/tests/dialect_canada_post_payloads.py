"""Payloads of Canada Post for its tests: the samples, and details made to order."""

from pathlib import Path
from xml.sax.saxutils import escape

from carrier_ingest.carriers import canada_post
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard, Statement

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "7356012345678009"
CARDED = "7356012345678016"
SIGNED = "7356012345678023"


def sample(name: str) -> bytes:
    return (SAMPLES / f"canada_post_{name}.xml").read_bytes()


def polled(
    document: str | bytes, *asked: str, zone: str | None = "America/Toronto", locale: str = "en"
) -> Heard:
    body = document if isinstance(document, bytes) else document.encode()
    conventions = Conventions(zone=zone, locale=locale)
    payload = RawPayload(body=body, channel="poll", asked=asked, conventions=conventions)
    return canada_post.DIALECT.parse(payload)


def occurrence(code: str, **fields: str) -> str:
    told = {
        "event-identifier": code,
        "event-date": "2026-03-12",
        "event-time": "09:10:00",
        "event-time-zone": "EST",
        "event-description": "Phrase",
        "event-site": "OTTAWA",
        "event-province": "ON",
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    return f"<occurrence>{elements(told)}</occurrence>"


def detail(*occurrences: str, **fields: str) -> str:
    told = elements({name.replace("_", "-"): value for name, value in fields.items()})
    events = f"<significant-events>{''.join(occurrences)}</significant-events>"
    space = "http://www.canadapost.ca/ws/track-v2"
    return f'<tracking-detail xmlns="{space}"><pin>{NUMBER}</pin>{told}{events}</tracking-detail>'


def messages(*codes: str, description: str = "Text") -> str:
    told = "".join(
        f"<message><code>{code}</code><description>{description}</description></message>"
        for code in codes
    )
    return f'<messages xmlns="http://www.canadapost.ca/ws/messages">{told}</messages>'


def elements(told: dict[str, str]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in told.items())


def only(code: str, zone: str | None = "America/Toronto", **fields: str) -> Statement:
    (said,) = polled(detail(occurrence(code, **fields)), NUMBER, zone=zone).statements
    return said


def told(heard: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in heard.statements]
