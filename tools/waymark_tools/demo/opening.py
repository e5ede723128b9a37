"""A retailer, its key and its accounts with carriers: by the services' own commands."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from typing import Final

import httpx
from msgspec import Struct
from msgspec.structs import replace
from waymark_events.ids import RetailerId
from waymark_events.topics import Service, retailer_topics

from waymark_tools.demo import topics
from waymark_tools.demo.carriers.server import CLIENT_ID
from waymark_tools.demo.deeds import Actors
from waymark_tools.demo.guests.by_topic import TopicShop, topic_shop
from waymark_tools.demo.guests.by_webhook import webhook_shop
from waymark_tools.demo.observer import Observer
from waymark_tools.demo.pushing import UpsPushes
from waymark_tools.demo.shop import ZONE, Shop
from waymark_tools.demo.stage import Stage
from waymark_tools.demo.wiring import DHL_USER
from waymark_tools.stack.waiting import wait_until

RETAILER: Final = "nordlicht"
GUESTS: Final[Mapping[str, str]] = {"topics": "suedwind", "webhooks": "westhafen"}
"""The other shops, by how they integrate."""
_SCOPES: Final = "orders:write,shipments:read"
_LISTENS: Final = "orders:write,webhooks:admin"
_KNOWN_WITHIN_S: Final = 30.0


class Opened(Struct, frozen=True):
    """The shop is open: its key, how UPS reaches us, and the guests by how they integrate."""

    key: str
    push_url: str
    token_url: str
    push_client_id: str
    push_client_secret: str
    guests: Mapping[str, "Opened"] = {}


def open_shop(stage: Stage) -> Opened:
    """Add all of it; the databases have to be migrated, the services need not run yet."""
    programs, secrets = stage.programs, stage.wiring.secrets
    opened = _opened(stage, RETAILER, _SCOPES)
    dhl = {"api_key": CLIENT_ID, "api_secret": secrets.dhl_secret}
    programs.answer(
        Service.CARRIER_INGEST,
        _account(RETAILER, "dhl_parcel_de", stage.carriers_url),
        json.dumps(dhl | {"user": DHL_USER, "password": secrets.dhl_secret}),
    )
    return replace(opened, guests=_guests(stage))


def _guests(stage: Stage) -> dict[str, Opened]:
    """The other shops; the one by topics gets its topics."""
    opened = {way: _opened(stage, name, _LISTENS) for way, name in GUESTS.items()}
    shop = GUESTS["topics"]
    stage.programs.answer(Service.ORDER, ["retailers-topics", shop])
    wanted = retailer_topics(RetailerId(shop))
    topics.make(stage.wiring.bootstrap, stage.wiring.topic_prefix, wanted)
    return opened


def _opened(stage: Stage, retailer: str, scopes: str) -> Opened:
    programs, secrets = stage.programs, stage.wiring.secrets
    programs.answer(Service.ORDER, _retailer(retailer))
    issuing = ["keys-issue", "--retailer", retailer, "--scopes", scopes]
    ups = programs.answer(
        Service.CARRIER_INGEST,
        _account(retailer, "ups", stage.carriers_url),
        json.dumps({"client_id": CLIENT_ID, "client_secret": secrets.ups_secret}),
    )
    return Opened(
        key=programs.answer(Service.ORDER, issuing)["key"],
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
    """Shops, carriers and the reader, for as long as the context lasts."""
    wiring = stage.wiring
    with ExitStack() as stack:
        shop = stack.enter_context(closing(Shop(wiring.public_url, opened.key)))
        by_topic = stack.enter_context(
            topic_shop(wiring.bootstrap, wiring.topic_prefix, GUESTS["topics"])
        )
        by_webhook = stack.enter_context(
            webhook_shop(wiring.public_url, opened.guests["webhooks"].key, stage.webhooks_port)
        )
        pushes = {
            way: stack.enter_context(closing(_pushes(one)))
            for way, one in {"api": opened, **opened.guests}.items()
        }
        ears = (by_topic.heard, by_webhook.heard)
        observer = stack.enter_context(Observer(wiring.public_url, opened.key, ears))
        shops: Mapping[str, Shop | TopicShop] = {
            "api": shop,
            "topics": by_topic,
            "webhooks": by_webhook,
        }
        yield Actors(shops, stage.carriers.ups, stage.carriers.dhl, pushes, observer)


def _pushes(opened: Opened) -> UpsPushes:
    return UpsPushes(
        opened.push_url, opened.token_url, opened.push_client_id, opened.push_client_secret
    )


def _retailer(name: str) -> list[str]:
    settings = {
        "--id": name,
        "--name": name.title(),
        "--colour": "#1f5f8b",
        "--language": "de",
        "--zone": ZONE.key,
        "--country": "DE",
        "--carriers": "ups,dhl_parcel_de",
        "--support-email": f"hilfe@{name}.example",
        "--support-url": f"https://{name}.example/hilfe",
        "--mail-from": f"versand@{name}.example",
    }
    return ["retailers-add", *(word for pair in settings.items() for word in pair)]


def _account(retailer: str, carrier: str, base_url: str) -> list[str]:
    settings = {
        "--retailer": retailer,
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
