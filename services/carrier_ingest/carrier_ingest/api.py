"""Comes in by HTTP: carriers' pushes, and the tokens they fetch for them.

Plain routes, because this path is hot. What is posted is stored raw before the answer, whatever
it says: a body nobody can read is the normaliser's to park, and a carrier that is told no may
never send again. Nothing of a body or a secret is logged. The edge caps bodies at 1 MiB.
"""

import asyncio
import base64
import binascii
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from waymark_events.codec import Envelope
from waymark_events.ids import RetailerId
from waymark_events.messages.carriers import PayloadReceived

from carrier_ingest import counters
from carrier_ingest.app.admitting import Doorkeeper
from carrier_ingest.carriers.dialect import Channel, Dialect, Post
from carrier_ingest.domain import intake
from carrier_ingest.store.pushing import Admission
from carrier_ingest.turnstile import Turnstile

_LOG = logging.getLogger(__name__)

APPEND_WITHIN_S: Final = 10.0
RETRY_AFTER_S: Final = 5
Append = Callable[[Envelope], Awaitable[None]]
"""Returns when all in-sync replicas have the record; raises when that cannot be had."""


class Intake:
    """The routes of carriers. `missed` keeps accounts whose note could not be written yet."""

    def __init__(
        self,
        doorkeeper: Doorkeeper,
        dialects: Mapping[str, Dialect],
        append: Append,
        turnstile: Turnstile,
    ) -> None:
        self._doorkeeper = doorkeeper
        self._turnstile = turnstile
        self._dialects = dialects
        self._append = append
        self._missed: set[tuple[str, str]] = set()

    def routes(self) -> list[Route]:
        """The routes, for the service's one web application."""
        return [
            Route("/oauth/token", self.token, methods=["POST"]),
            Route("/carriers/{dialect}/{retailer}/{account}", self.push, methods=["POST"]),
        ]

    async def token(self, request: Request) -> Response:
        """Give a carrier the token that it pushes with (RFC 6749, client credentials)."""
        form = parse_qs((await request.body()).decode("latin-1"))
        if form.get("grant_type") != ["client_credentials"]:
            return JSONResponse({"error": "unsupported_grant_type"}, 400, _NOT_KEPT)
        client_id, secret = _basic(request.headers.get("authorization", ""))
        try:
            issued = await run_in_threadpool(self._doorkeeper.issue, client_id, secret)
        except Exception:
            _LOG.exception("no token could be issued")
            return _try_again()
        if issued is None:
            challenge = {"WWW-Authenticate": 'Basic realm="waymark"'}
            return JSONResponse({"error": "invalid_client"}, 401, challenge | _NOT_KEPT)
        answer = {
            "access_token": issued.token,
            "token_type": "Bearer",
            "expires_in": issued.lifetime_s,
        }
        return JSONResponse(answer, 200, _NOT_KEPT)

    async def push(self, request: Request) -> Response:
        """Store a carrier's payload, then say so with the status that this carrier wants."""
        answer = await self._pushed(request, **request.path_params)
        name = request.path_params["dialect"]
        known = name if name in self._dialects else "unknown"
        counters.PUSHED.labels(known, str(answer.status_code)).inc()
        return answer

    async def _pushed(
        self, request: Request, dialect: str, retailer: str, account: str
    ) -> Response:
        try:
            # where no secret is shared, the headers tell: a stranger's body is not read
            body = await request.body() if self._is_signed(dialect) else b""
            headers, now = dict(request.headers), datetime.now(UTC)
            post = Post(headers=headers, body=body, received_at=now)
            admission = await self._doorkeeper.admit(dialect, retailer, account, post)
        except Exception:
            _LOG.exception("a push could not be judged")
            return await self._refuse_for_now(retailer, account)
        if admission is None:
            return Response(status_code=401)
        if not self._turnstile.lets_in((retailer, account)):
            return await self._refuse_for_now(retailer, account)
        body = await request.body()
        return await self._kept(request, admission, RetailerId(retailer), body)

    def _is_signed(self, dialect: str) -> bool:
        known = self._dialects.get(dialect)
        return known is not None and known.pushing is not None and bool(known.pushing.secrets)

    async def _kept(
        self, request: Request, admission: Admission, retailer: RetailerId, body: bytes
    ) -> Response:
        pushing = self._dialects[admission.dialect].pushing
        if pushing is None:
            return Response(status_code=401)
        try:
            payload = _payload(request, admission, retailer, body)
            trace = intake.new_trace(secrets.token_bytes(24))
            envelope = intake.received(payload, pushing.number(body), trace)
            await asyncio.wait_for(self._append(envelope), APPEND_WITHIN_S)
        except Exception as fault:
            _LOG.error("a push could not be stored: %s", type(fault).__name__)
            return await self._refuse_for_now(retailer, admission.account)
        await self._write_missed()
        return Response(status_code=pushing.accepted_status)

    async def _refuse_for_now(self, retailer: str, account: str) -> Response:
        """Some carriers never repeat: what is not taken now is asked for later."""
        if len(self._missed) < _MOST_MISSED:
            self._missed.add((retailer, account))
        await self._write_missed()
        return _try_again()

    async def _write_missed(self) -> None:
        for retailer, account in list(self._missed):
            try:
                await run_in_threadpool(self._doorkeeper.missed, retailer, account)
            except Exception as fault:
                _LOG.error("missed intake is not written yet: %s", type(fault).__name__)
                continue
            self._missed.discard((retailer, account))


_MOST_MISSED: Final = 10_000
_NOT_KEPT: Final = {"Cache-Control": "no-store"}


def _payload(
    request: Request, admission: Admission, retailer: RetailerId, body: bytes
) -> PayloadReceived:
    return PayloadReceived(
        retailer=retailer,
        account=admission.account,
        dialect=admission.dialect,
        channel=Channel.PUSH,
        settings_version=admission.settings_version,
        received_at=datetime.now(UTC),
        body=body,
        content_type=_printable(request.headers.get("content-type", "")),
    )


def _try_again() -> Response:
    return Response(status_code=503, headers={"Retry-After": str(RETRY_AFTER_S)})


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        pair = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    client_id, _, secret = pair.partition(":")
    return client_id, secret


def _printable(text: str) -> str:
    kept = "".join(letter for letter in text[:100] if letter.isascii() and letter.isprintable())
    return kept or "application/octet-stream"
