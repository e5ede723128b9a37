"""Payloads of DHL Parcel DE for its tests: the samples, and answers made to order."""

from pathlib import Path

from carrier_ingest.carriers import dhl_parcel_de as dhl
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard, Statement

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "00340434900000000010"
UNKNOWN = "00340434900000000027"
ABROAD = "CE000000014DE"


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def polled(
    document: str | bytes,
    *asked: str,
    zone: str | None = "Europe/Berlin",
    locale: str = "en",
) -> Heard:
    body = document if isinstance(document, bytes) else document.encode()
    conventions = Conventions(zone=zone, locale=locale)
    return dhl.parse(RawPayload(body=body, channel="poll", asked=asked, conventions=conventions))


def event(ice: str, ric: str = "", ttpro: str = "", **attributes: str) -> str:
    fields = {
        "event-timestamp": "13.03.2025 10:00",
        "event-short-status": "Phrase",
        "ice": ice,
        "ric": ric,
        "standard-event-code": ttpro,
        "event-country": "Germany",
        "ruecksendung": "false",
    } | {name.replace("_", "-"): value for name, value in attributes.items()}
    written = " ".join(f'{name}="{value}"' for name, value in fields.items())
    return f'<data name="piece-event" {written}/>'


def answer(*events: str, **attributes: str) -> str:
    fields = {"error-status": "0", "searched-piece-code": NUMBER, "piece-code": NUMBER} | {
        name.replace("_", "-"): value for name, value in attributes.items()
    }
    written = " ".join(f'{name}="{value}"' for name, value in fields.items())
    return (
        '<data name="piece-shipment-list" code="0">'
        f'<data name="piece-shipment" {written}>'
        f'<data name="piece-event-list">{"".join(events)}</data></data></data>'
    )


def told(heard: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in heard.statements]


def only(*events: str, **attributes: str) -> Statement:
    (said,) = polled(answer(*events, **attributes), NUMBER).statements
    return said
