"""One question to one carrier: credentials put in, token kept, the answer judged and heard."""

import logging
import secrets
import time
from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from waymark_runtime.faults import Refused
from waymark_runtime.seal import Seal

from carrier_ingest import counters
from carrier_ingest.asking import Line, Reply
from carrier_ingest.carriers.dialect import (
    Channel,
    Conventions,
    Dialect,
    Polling,
    PollRequest,
    RawPayload,
)
from carrier_ingest.carriers.heard import Advice, Heard, Trouble
from carrier_ingest.carriers.tokens import Token
from carrier_ingest.store.accounts import Account

_LOG = logging.getLogger(__name__)

_TOKEN_MARGIN_S: Final = 60.0
_ENDS_IT: Final = frozenset({Advice.STOP_ACCOUNT, Advice.NEW_TOKEN})


class Asked(Struct, frozen=True):
    """A question that was answered: the raw answer and what is heard in it."""

    request: PollRequest
    reply: Reply
    heard: Heard


class Asker:
    """Asks carriers. Tokens are kept until shortly before their end: carriers count them."""

    def __init__(self, line: Line, seal: Seal) -> None:
        self._line = line
        self._seal = seal
        self._tokens: dict[tuple[str, int], tuple[str, float]] = {}

    def ask(
        self, account: Account, dialect: Dialect, request: PollRequest, conventions: Conventions
    ) -> Asked | Trouble:
        """Ask once, and once more with a fresh token where the carrier says the old one ended."""
        answer = self._once(account, dialect, request, conventions)
        if isinstance(answer, Trouble) and answer.advice == Advice.NEW_TOKEN:
            self._tokens.pop((account.place, account.credentials_version), None)
            answer = self._once(account, dialect, request, conventions)
        result = answer.advice if isinstance(answer, Trouble) else "answered"
        counters.ASKED.labels(dialect.name, result).inc()
        return answer

    def _once(
        self, account: Account, dialect: Dialect, request: PollRequest, conventions: Conventions
    ) -> Asked | Trouble:
        polling = dialect.polling
        if polling is None or account.base_url is None or account.credentials is None:
            raise ValueError(f"account {account.place} cannot be polled")
        try:
            credentials = self._seal.open(account.credentials, account.place)
        except Refused as refusal:
            return Trouble(advice=Advice.RETRY_LATER, code="sealed", detail=str(refusal))
        token = self._token(account, polling, credentials)
        if isinstance(token, Trouble):
            return token
        ready = polling.authorise(request, credentials, token, secrets.token_hex(16))
        reply = self._line.send(account.base_url, ready)
        if isinstance(reply, Trouble):
            return reply
        trouble = polling.judge(reply.status, reply.body)
        return trouble or _heard(dialect, request, reply, conventions)

    def _token(
        self, account: Account, polling: Polling, credentials: Mapping[str, str]
    ) -> str | Trouble | None:
        if polling.login is None or account.base_url is None:
            return None
        key = (account.place, account.credentials_version)
        value, until = self._tokens.get(key, ("", 0.0))
        if time.monotonic() < until:
            return value
        elsewhere = polling.login.base_url
        base_url = elsewhere(account.base_url) if elsewhere else account.base_url
        reply = self._line.send(base_url, polling.login.request(credentials))
        if isinstance(reply, Trouble):
            return reply
        fresh = polling.login.read(reply.body)
        if fresh is None:
            return polling.judge(reply.status, reply.body) or _no_token(reply.status)
        self._tokens[key] = (fresh.value, time.monotonic() + _life_s(fresh))
        return fresh.value


def _life_s(token: Token) -> float:
    return max(token.expires_in_s - _TOKEN_MARGIN_S, token.expires_in_s / 2)


def _heard(
    dialect: Dialect, request: PollRequest, reply: Reply, conventions: Conventions
) -> Asked | Trouble:
    raw = RawPayload(
        body=reply.body,
        channel=Channel.POLL,
        content_type=reply.content_type,
        asked=request.asked,
        conventions=conventions,
    )
    heard = _parsed(dialect, raw)
    trouble = heard.trouble
    if trouble is None:
        return Asked(request, reply, heard)
    if trouble.advice in _ENDS_IT or not heard.answers:
        return trouble
    if trouble.alarm:
        _LOG.error("%s, code %s: %s", dialect.name, trouble.code, trouble.detail)
    return Asked(request, reply, heard)


def _parsed(dialect: Dialect, raw: RawPayload) -> Heard:
    """What the dialect hears; where it fails the answer is kept and parked, and asked for later."""
    try:
        return dialect.parse(raw)
    except Exception as fault:
        return Heard(problems=(f"the dialect failed with {type(fault).__name__}",))


def _no_token(status: int) -> Trouble:
    detail = f"the token endpoint answered HTTP {status} without a token"
    return Trouble(advice=Advice.RETRY_LATER, code="no_token", detail=detail)
