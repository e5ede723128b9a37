"""Takes Shopify's and WooCommerce's webhooks and says to Waymark what they mean.

    uvicorn shops.bridge:app --app-dir docs/examples

WAYMARK_URL and WAYMARK_API_KEY say where Waymark is; SHOPIFY_SECRET and WOOCOMMERCE_SECRET are what
the shops sign with. A shop that repeats a webhook repeats what it says, under the same
Idempotency-Key, and that is done once. BRIDGE_DATABASE is a file that remembers fulfilments.
"""

import base64
import hashlib
import hmac
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing

import msgspec
from shops import shopify, woocommerce
from shops.memory import Memory
from shops.telling import NotYetError, Teller
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from waymark_client import AsyncWaymark, RefusedError, Retry, WaymarkError

log = logging.getLogger("shops.bridge")
MOST_BYTES = 4 * 1_048_576
# Shopify hangs up after five seconds, and asks again by itself
WITHIN = Retry(attempts=2, first_wait_s=0.2, most_wait_s=1.0)
Deed = Callable[[Teller, bytes], Awaitable[None]]


def is_signed(body: bytes, given: str, secret: str) -> bool:
    """Both shops sign alike: base64 of HMAC-SHA256 over the raw body. Compared in constant time."""
    if not secret:
        return False  # anybody can sign with nothing
    expected = base64.b64encode(hmac.digest(secret.encode(), body, "sha256"))
    return hmac.compare_digest(expected, given.encode())


async def from_shopify(request: Request) -> Response:
    """`X-Shopify-Event-Id` is the same whenever a webhook is repeated."""
    body = await read(request)
    given = request.headers.get("x-shopify-hmac-sha256", "")
    if body is None or not is_signed(body, given, os.environ.get("SHOPIFY_SECRET", "")):
        return Response(status_code=401)
    topic = request.headers.get("x-shopify-topic", "")
    event = request.headers.get("x-shopify-event-id") or digest(body)
    return await said(request, shopify.TOPICS.get(topic), f"shopify:{topic}:{event}", body)


async def from_woocommerce(request: Request) -> Response:
    """`X-WC-Webhook-Delivery-ID` names the delivery. The ping of a new webhook is not signed."""
    body = await read(request)
    if body is not None and body.startswith(b"webhook_id="):
        return Response(status_code=200)
    given = request.headers.get("x-wc-webhook-signature", "")
    if body is None or not is_signed(body, given, os.environ.get("WOOCOMMERCE_SECRET", "")):
        return Response(status_code=401)
    topic = request.headers.get("x-wc-webhook-topic", "")
    delivery = request.headers.get("x-wc-webhook-delivery-id") or digest(body)
    return await said(request, woocommerce.TOPICS.get(topic), f"woo:{topic}:{delivery}", body)


async def said(request: Request, deed: Deed | None, key: str, body: bytes) -> Response:
    """200 for what is done and for what no repeat can do; 503 asks the shop to repeat it."""
    if deed is None:
        return JSONResponse({"ignored": key})
    try:
        await deed(Teller(request.app.state.waymark, request.app.state.memory, key), body)
    except (RefusedError, msgspec.MsgspecError, LookupError) as fault:
        log.error("%s is left to a person: %s", key, fault)
        return JSONResponse({"left": str(fault)})
    except (NotYetError, WaymarkError) as fault:
        log.warning("%s is asked for again: %s", key, fault)
        return JSONResponse({"again": str(fault)}, 503, {"Retry-After": "5"})
    return JSONResponse({"done": key})


def digest(body: bytes) -> str:
    """Stands for an id that was not sent: a repeated webhook has the same body."""
    return hashlib.sha256(body).hexdigest()


async def read(request: Request) -> bytes | None:
    """The raw body; None for more than a shop ever sends, before it is all in memory."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return body


@asynccontextmanager
async def opened(app: Starlette) -> AsyncIterator[None]:
    """One client and one memory for all requests."""
    with closing(Memory(os.environ.get("BRIDGE_DATABASE", "bridge.sqlite"))) as app.state.memory:
        async with AsyncWaymark(timeout_s=3.0, retry=WITHIN) as app.state.waymark:
            yield


app = Starlette(
    routes=[
        Route("/shopify", from_shopify, methods=["POST"]),
        Route("/woocommerce", from_woocommerce, methods=["POST"]),
    ],
    lifespan=opened,
)
