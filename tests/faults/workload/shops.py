"""The retailers of a run, made by the services' own commands as an operator would."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from faults.fleet import Fleet
from msgspec import Struct
from waymark_events.ids import RetailerId
from waymark_events.topics import Service, retailer_topics
from waymark_tools.demo import topics
from waymark_tools.demo.carriers.server import CLIENT_ID

RETAILERS: Final = ("alpha", "beta", "gamma")
"""Alpha tells people by mail and hears by webhooks, beta hears by topics, gamma asks."""
ONLY_PUSHED: Final = "gamma"
"""Its carrier is never asked: what a push did not bring, nobody makes good."""
HEARS_BY_WEBHOOK, HEARS_BY_TOPIC = "alpha", "beta"
_SCOPES: Final = "orders:write,shipments:read,webhooks:admin"


class Shop(Struct, frozen=True):
    """A retailer with its key and how UPS reaches its account."""

    retailer: str
    key: str
    push_path: str
    token_path: str
    client_id: str
    client_secret: str


def open_shops(
    fleet: Fleet, bootstrap: str, prefix: str, carriers_url: str, ups_secret: str
) -> list[Shop]:
    """Add all; the programs need not run yet."""
    with ThreadPoolExecutor(2) as pool:
        shops = list(pool.map(lambda name: _open(fleet, name, carriers_url, ups_secret), RETAILERS))
    fleet.command(Service.ORDER, "retailers-topics", HEARS_BY_TOPIC)
    topics.make(bootstrap, prefix, retailer_topics(RetailerId(HEARS_BY_TOPIC)))
    return shops


def _open(fleet: Fleet, name: str, carriers_url: str, ups_secret: str) -> Shop:
    about = {"--id": name, "--name": name.title(), "--carriers": "ups", "--country": "DE"}
    about |= {"--zone": "Europe/Berlin", "--mail-from": f"parcels@{name}.example"}
    given = [word for pair in about.items() for word in pair]
    fleet.command(Service.ORDER, "retailers-add", *given)
    issued = ["keys-issue", "--retailer", name, "--scopes", _SCOPES]
    key = _answer(fleet, Service.ORDER, *issued)["key"]
    account = {"--retailer": name, "--account": "ups-main", "--carrier": "ups"}
    account |= {"--zone": "Europe/Berlin", "--credentials-file": "-"}
    if name != ONLY_PUSHED:
        account["--base-url"] = carriers_url
    given = [word for pair in account.items() for word in pair]
    secret = json.dumps({"client_id": CLIENT_ID, "client_secret": ups_secret})
    ups = _answer(
        fleet, Service.CARRIER_INGEST, "accounts-add", "--allow-http", *given, told=secret
    )
    return Shop(
        retailer=name,
        key=key,
        push_path=_path(ups["push_url"]),
        token_path=_path(ups["token_url"]),
        client_id=ups["push_client_id"],
        client_secret=ups["push_client_secret"],
    )


def _answer(
    fleet: Fleet, service: Service, *arguments: str, told: str | None = None
) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fleet.command(service, *arguments, "--json", told=told))
    return found


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]
