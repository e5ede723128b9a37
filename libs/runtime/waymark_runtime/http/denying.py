"""How a call is told from another, and how one that is denied is answered."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager

from waymark_runtime.faults import Denied
from waymark_runtime.http.problems import Problem


@contextmanager
def answering() -> Iterator[None]:
    """A refusal becomes a problem."""
    try:
        yield
    except Denied as denied:
        raise Problem(denied.status, denied.code, denied.detail, errors=denied.errors) from None


def request_digest(key: bytes, method: str, path: str, body: bytes) -> bytes:
    """What a repeat must equal; keyed, because a body may be guessed from its plain hash."""
    return hmac.digest(key, b"\x1f".join((method.encode(), path.encode(), body)), "sha256")
