"""A poster with what it needs: threads that resolve names, and the authorities that are trusted."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Final

import httpx

from notifier.outbox.webhooks.guard import resolver
from notifier.outbox.webhooks.posting import Poster

_RESOLVERS: Final = 64
"""More than those that fail may be on their way: a name server that hangs keeps a thread."""


@contextmanager
def opened(now: Callable[[], datetime], *, to_loopback: bool) -> Iterator[Poster]:
    """Until the end. Trusted is who `SSL_CERT_FILE` names, else the usual authorities."""
    threads = ThreadPoolExecutor(_RESOLVERS, thread_name_prefix="names")
    try:
        trust = httpx.create_ssl_context()
        yield Poster(resolver(threads), trust, to_loopback=to_loopback, now=now)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
