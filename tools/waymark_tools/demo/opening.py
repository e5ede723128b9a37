"""A retailer, its key and its accounts with carriers: by the services' own commands."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx
from msgspec import Struct
from waymark_events.topics import Service

from waymark_tools.demo.carriers.server import CLIENT_ID
from waymark_tools.demo.deeds import Actors
from waymark_tools.demo.observer import Observer
from waymark_tools.demo.pushing import UpsPushes
from waymark_tools.demo.shop import ZONE, Shop
from waymark_tools.demo.stage import Stage
from waymark_tools.demo.wiring import DHL_USER
from waymark_tools.stack.waiting import wait_until

RETAILER: Final = "nordlicht"
_SCOPES: Final = "orders:write,shipments:read"
_KNOWN_WITHIN_S: Final = 30.0


class Opened(Struct, frozen=True):
    """The shop is open: its key, and how UPS reaches us."""

    key: str
    push_url: str
    token_url: str
    push_client_id: str
    push_client_secret: str


def open_shop(stage: Stage) -> Opened:
    """Add all of it; the databases have to be migrated, the services need not run yet."""
    programs = stage.programs
    programs.answer(Service.ORDER, _retailer())
    key = programs.answer(
        Service.ORDER, ["keys-issue", "--retailer", RETAILER, "--scopes", _SCOPES]
    )
    secrets = stage.wiring.secrets
    ups = programs.answer(
        Service.CARRIER_INGEST,
        _account("ups", stage.carriers_url),
        json.dumps({"client_id": CLIENT_ID, "client_secret": secrets.ups_secret}),
    )
    dhl = {"api_key": CLIENT_ID, "api_secret": secrets.dhl_secret}
    programs.answer(
        Service.CARRIER_INGEST,
        _account("dhl_parcel_de", stage.carriers_url),
        json.dumps(dhl | {"user": DHL_USER, "password": secrets.dhl_secret}),
    )
    return Opened(
        key=key["key"],
        push_url=ups["push_url"],
        token_url=ups["token_url"],
        push_client_id=ups["push_client_id"],
        push_client_secret=ups["push_client_secret"],
    )


def wait_known(stage: Stage, opened: Opened) -> None:
    """Return once every program is ready and the key works at the origin."""
    stage.programs.wait_ready()
    wait_until(
        lambda: _reads(stage.wiring.public_url, opened.key) == httpx.codes.OK,
        within_s=_KNOWN_WITHIN_S,
        otherwise=lambda: (
            f"the shop's key does not work: GET /v1/orders answers "
            f"{_reads(stage.wiring.public_url, opened.key)}"
        ),
    )


@contextmanager
def actors(stage: Stage, opened: Opened) -> Iterator[Actors]:
    """Shop, carriers and the reader, for as long as the context lasts."""
    origin = stage.wiring.public_url
    shop = Shop(origin, opened.key)
    pushes = UpsPushes(
        opened.push_url, opened.token_url, opened.push_client_id, opened.push_client_secret
    )
    try:
        with Observer(origin, opened.key) as observer:
            yield Actors(shop, stage.carriers.ups, stage.carriers.dhl, pushes, observer)
    finally:
        pushes.close()
        shop.close()


def _retailer() -> list[str]:
    settings = {
        "--id": RETAILER,
        "--name": "Nordlicht",
        "--colour": "#1f5f8b",
        "--language": "de",
        "--zone": ZONE.key,
        "--country": "DE",
        "--carriers": "ups,dhl_parcel_de",
        "--support-email": "hilfe@nordlicht.example",
        "--support-url": "https://nordlicht.example/hilfe",
        "--mail-from": "versand@nordlicht.example",
    }
    return ["retailers-add", *(word for pair in settings.items() for word in pair)]


def _account(carrier: str, base_url: str) -> list[str]:
    settings = {
        "--retailer": RETAILER,
        "--account": f"{carrier.split('_', maxsplit=1)[0]}-main",
        "--carrier": carrier,
        "--base-url": base_url,
        "--zone": ZONE.key,
        "--credentials-file": "-",
    }
    given = [word for pair in settings.items() for word in pair]
    return ["accounts-add", "--allow-http", *given]


def _reads(origin: str, key: str) -> int:
    try:
        answer = httpx.get(
            f"{origin}/v1/orders",
            headers={"Authorization": f"Bearer {key}"},
            timeout=5.0,
            trust_env=False,
        )
    except httpx.TransportError:
        time.sleep(0.1)
        return 0
    return answer.status_code
