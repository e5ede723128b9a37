"""Goes out to carriers by HTTP. Credentials are in these requests: nothing of them is logged."""

import logging
from typing import Final

import httpx
from msgspec import Struct

from carrier_ingest.carriers.dialect import Request
from carrier_ingest.carriers.heard import Advice, Trouble

TIMEOUT_S: Final = 10.0
MOST_BYTES: Final = 3 * 1_048_576
"""Below the cap of the topic that keeps the answer."""


class Reply(Struct, frozen=True):
    """A carrier's answer, raw."""

    status: int
    body: bytes
    content_type: str


class Line:
    """The way to carriers: no redirects, no proxy from the environment, bounded answers."""

    def __init__(self) -> None:
        for name in ("httpx", "httpcore"):  # they log addresses and headers, which hold passwords
            logging.getLogger(name).setLevel(logging.WARNING)
        self._client = httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False)

    def send(self, base_url: str, request: Request) -> Reply | Trouble:
        """Send a request; what keeps the carrier from answering is a Trouble, never an error."""
        try:
            return self._send(base_url, request)
        except httpx.HTTPError as fault:
            return _later("no_answer", f"{type(fault).__name__} while asking")

    def _send(self, base_url: str, request: Request) -> Reply | Trouble:
        with self._client.stream(
            request.method,
            base_url.rstrip("/") + request.target,
            headers=dict(request.headers),
            content=request.body or None,
        ) as answer:
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    return _later("too_large", f"the answer is larger than {MOST_BYTES} bytes")
            kind = answer.headers.get("content-type", "application/octet-stream")
            return Reply(answer.status_code, bytes(body), kind)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()


def _later(code: str, detail: str) -> Trouble:
    return Trouble(advice=Advice.RETRY_LATER, code=code, detail=detail)
