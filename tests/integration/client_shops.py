"""Shopify and WooCommerce as the bridge meets them: our own samples, signed and repeated."""

import base64
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import httpx
from integration.client_world import World
from kit.serving import served
from kit.waiting import eventually
from shops.bridge import app

SAMPLES: Final = Path(__file__).parents[2] / "docs" / "examples" / "shops" / "samples"
SECRETS: Final = {"SHOPIFY_SECRET": "shpss-of-a-test", "WOOCOMMERCE_SECRET": "woo-of-a-test"}


class Shops:
    """Sends webhooks; what is answered with 503 is sent again, as Shopify does."""

    def __init__(self, bridge: httpx.Client) -> None:
        self._bridge = bridge

    def shopify(self, topic: str, sample: str, event: str, **changed: Any) -> dict[str, str]:
        """A webhook of Shopify; what the bridge made of it."""
        body = _body(sample, changed)
        headers = {
            "X-Shopify-Topic": topic,
            "X-Shopify-Event-Id": event,
            "X-Shopify-Hmac-Sha256": signature(body, SECRETS["SHOPIFY_SECRET"]),
        }
        return self._taken("/shopify", body, headers)

    def woocommerce(self, topic: str, sample: str, delivery: str) -> dict[str, str]:
        """A webhook of WooCommerce; what the bridge made of it."""
        body = _body(sample, {})
        headers = {
            "X-WC-Webhook-Topic": topic,
            "X-WC-Webhook-Delivery-ID": delivery,
            "X-WC-Webhook-Signature": signature(body, SECRETS["WOOCOMMERCE_SECRET"]),
        }
        return self._taken("/woocommerce", body, headers)

    def status(self, path: str, body: bytes, **headers: str) -> int:
        """The status of one request; header names with `_` for `-`."""
        named = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
        return int(self._bridge.post(path, content=body, headers=named).status_code)

    def _taken(self, path: str, body: bytes, headers: dict[str, str]) -> dict[str, str]:
        def answered() -> dict[str, str]:
            answer = self._bridge.post(path, content=body, headers=headers)
            assert answer.status_code == 200, answer.text
            said: dict[str, str] = answer.json()
            return said

        return eventually(answered)


@contextmanager
def shops(made: World, folder: Path) -> Iterator[Shops]:
    """The bridge while it runs."""
    where = {"WAYMARK_URL": made.origin, "WAYMARK_API_KEY": made.key}
    memory = {"BRIDGE_DATABASE": str(folder / "bridge.sqlite")}
    with (
        patch.dict("os.environ", where | memory | SECRETS),
        served(app) as address,
        httpx.Client(base_url=address, timeout=15, trust_env=False) as bridge,
    ):
        yield Shops(bridge)


def _body(sample: str, changed: dict[str, Any]) -> bytes:
    return json.dumps(json.loads((SAMPLES / f"{sample}.json").read_text()) | changed).encode()


def signature(body: bytes, secret: str) -> str:
    """As both shops sign."""
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
