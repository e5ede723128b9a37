"""EDI files for tests: interchanges made to order, with counts that are right."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from carrier_ingest.carriers import iftsta, x12_214
from carrier_ingest.carriers.dialect import Channel, Conventions, Dialect, RawPayload
from carrier_ingest.carriers.heard import Heard, Statement

SAMPLES = Path(__file__).parent / "dialect_samples"
PARCEL: Final = "00340123450000000017"
PRO: Final = "770012345678"
UNB: Final = "UNB+UNOC:3+CARRIER:14+RETAILER:14+260312:1612+481'"
ISA: Final = (
    "ISA*00*          *00*          *ZZ*XCARRIER       *ZZ*RETAIL77       "
    "*260312*1610*U*00401*000004711*0*P*>~"
)
GS: Final = "GS*QM*XCARRIER*RETAIL77*20260312*1610*4711*X*004010~"


def heard(
    dialect: Dialect, body: str | bytes, zone: str | None = "Europe/Berlin", **options: str
) -> Heard:
    conventions = Conventions(zone=zone, options={"carrier": "x_haulier"} | options)
    raw = body if isinstance(body, bytes) else body.encode()
    return dialect.parse(RawPayload(body=raw, channel=Channel.FILE, conventions=conventions))


def codes(*rows: str) -> str:
    """A partner's table, as the option `codes` holds it."""
    return "\n".join(("code,kind,meaning,milestone,reason", *rows))


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def message(*segments: str, function: str = "9", reference: str = "1") -> str:
    """An IFTSTA message of these segments (without their ends)."""
    inside = [f"UNH+{reference}+IFTSTA:D:07B:UN", f"BGM+23+ST1+{function}", *segments]
    return "".join(f"{one}'" for one in (*inside, f"UNT+{len(inside) + 1}+{reference}"))


def interchange(*messages: str, unb: str = UNB) -> str:
    return f"{unb}{''.join(messages)}UNZ+{len(messages)}+481'"


def status(code: str, *around: str, at: str = "202603121504:203", number: str = PARCEL) -> str:
    """An interchange of one status."""
    cni = ("CNI+1", code, f"RFF+CW:{number}", f"DTM+78:{at}", *around)
    return interchange(message(*cni))


def iftsta_of(code: str, *around: str, at: str = "202603121504:203", **options: str) -> Statement:
    (said,) = heard(iftsta.DIALECT, status(code, *around, at=at), **options).statements
    return said


def transaction(*segments: str, reference: str = "0001") -> str:
    """A 214 of these segments (without their ends)."""
    inside = [f"ST*214*{reference}", *segments]
    return "".join(f"{one}~" for one in (*inside, f"SE*{len(inside) + 1}*{reference}"))


def functional(*transactions: str, isa: str = ISA, gs: str = GS) -> str:
    return f"{isa}{gs}{''.join(transactions)}GE*{len(transactions)}*4711~IEA*1*000004711~"


def shipment(*segments: str, head: Iterable[str] = (f"B10*{PRO}*SO-1*XCAR",)) -> str:
    """A functional group of one shipment."""
    return functional(transaction(*head, *segments))


def x12_of(at7: str, *around: str, **options: str) -> Statement:
    (said,) = heard(x12_214.DIALECT, shipment("LX*1", at7, *around), **options).statements
    return said


def told(of: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in of.statements]


def in_blocks(dialect: Dialect, chunks: Iterable[bytes]) -> Iterator[tuple[bytes, int, int]]:
    assert dialect.filing is not None
    for block in dialect.filing.blocks(chunks, Conventions()):
        yield block.body, block.first_line, block.last_line
