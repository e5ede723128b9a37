"""Payloads of DPD for its tests: the samples, and bars and files made to order."""

from pathlib import Path

from carrier_ingest.carriers import dpd
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Heard, Statement

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "05190000000017"
COLUMNS = (
    "PARCELNO;SCAN_CODE;DEPOT_CODE;SCAN_DATE_TIME;RCOUNTRY;CONSIGNEE_ZIP;ADD_SERVICE_1;"
    "POD_IMAGE_REF;RECEIVER_NAME;INFO_TEXT;LOCATION"
)


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def polled(
    document: str | bytes,
    *asked: str,
    zone: str | None = "Europe/Brussels",
    locale: str = "en",
) -> Heard:
    body = document if isinstance(document, bytes) else document.encode()
    conventions = Conventions(zone=zone, locale=locale)
    return dpd.parse(
        RawPayload(body=body, channel="poll", asked=asked or (NUMBER,), conventions=conventions)
    )


def step(status: str, *more: str, reached: str = "true", current: str = "true") -> str:
    """A milestone of a bar; `more` are elements, which come before those given here."""
    return (
        f"<statusInfo>{''.join(more)}<status>{status}</status>"
        "<label><content>Phrase</content></label>"
        f"<statusHasBeenReached>{reached}</statusHasBeenReached>"
        f"<isCurrentStatus>{current}</isCurrentStatus>"
        f"{'' if any('<date>' in one for one in more) else dated('08.07.2025, 02:14')}"
        f"{'' if any('<location>' in one for one in more) else item('location', 'Mechelen (BE)')}"
        "</statusInfo>"
    )


def item(name: str, words: str) -> str:
    return f"<{name}><content>{words}</content></{name}>"


def dated(words: str) -> str:
    return item("date", words)


def answer(*steps: str, shipment: str = "") -> str:
    return (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        '<a:getTrackingDataResponse xmlns:a="http://dpd.com/common/service/types/x"><trackingresult>'
        f"<shipmentInfo>{shipment}</shipmentInfo>{''.join(steps)}"
        "</trackingresult></a:getTrackingDataResponse></soap:Body></soap:Envelope>"
    )


def fault(name: str, code: str = "", message: str = "") -> str:
    return (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        "<soap:Fault><faultcode>soap:Server</faultcode><faultstring>Fault occured</faultstring>"
        f'<detail><e:{name} xmlns:e="http://dpd.com/common/service/exceptions">'
        f"<errorCode>{code}</errorCode><message>{message}</message></e:{name}></detail>"
        "</soap:Fault></soap:Body></soap:Envelope>"
    )


def filed(
    *lines: str, columns: str = COLUMNS, zone: str | None = "Europe/Brussels", **options: str
) -> Heard:
    body = "\n".join((columns, *lines)).encode()
    conventions = Conventions(zone=zone, options=options)
    return dpd.parse(RawPayload(body=body, channel="file", conventions=conventions, first_line=2))


def told(heard: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in heard.statements]


def only(*steps: str, shipment: str = "", locale: str = "en") -> Statement:
    (said,) = polled(answer(*steps, shipment=shipment), locale=locale).statements
    return said
