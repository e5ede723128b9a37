"""Putting a question together: credentials as carriers want them, numbers in parts, a language."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

import msgspec

from carrier_ingest.carriers.dialect import Conventions, PollRequest, Request


def with_headers(request: PollRequest, *added: tuple[str, str]) -> PollRequest:
    """The same question with more headers, behind its own."""
    return msgspec.structs.replace(request, headers=(*request.headers, *added))


def bearer(token: str | None) -> tuple[str, str]:
    """The header that shows a bearer token."""
    return ("Authorization", f"Bearer {token or ''}")


def basic(user: str, password: str) -> tuple[str, str]:
    """The header that shows a name and a secret (RFC 7617)."""
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return ("Authorization", f"Basic {pair}")


def bearing(
    request: PollRequest, credentials: Mapping[str, str], token: str | None, request_id: str
) -> PollRequest:
    """`Polling.authorise` of a carrier that wants the token and nothing else."""
    del credentials, request_id
    return with_headers(request, bearer(token))


def form(path: str, fields: Mapping[str, str], *headers: tuple[str, str]) -> Request:
    """A form that is posted, as for a token."""
    kind = ("Content-Type", "application/x-www-form-urlencoded")
    body = urlencode(fields).encode()
    return Request(method="POST", path=path, headers=(*headers, kind), body=body)


def cut(numbers: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    """Numbers in questions of at most `size`, in their order."""
    for start in range(0, len(numbers), size):
        yield tuple(numbers[start : start + size])


def language(conventions: Conventions, spoken: Mapping[str, str], otherwise: str) -> str:
    """What a carrier calls the account's language; `otherwise` where it does not speak it."""
    return spoken.get(conventions.locale[:2].lower(), otherwise)


def locale(conventions: Conventions) -> str:
    """The account's language with a country, as some carriers want it; else American English."""
    return conventions.locale if "_" in conventions.locale else "en_US"
