"""A thread with a loop of its own, in which any number of posts wait for their answers."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from notifier.app.webhooks.signing import Posting
from notifier.domain.webhooks.pace import Answer
from notifier.outbox.webhooks.posting import Poster


class Posts:
    """Begins posts from any thread."""

    def __init__(self, poster: Poster, loop: asyncio.AbstractEventLoop) -> None:
        self._poster = poster
        self._loop = loop

    def submit(self, posting: Posting) -> "Future[Answer]":
        """Begin a post."""
        return asyncio.run_coroutine_threadsafe(self._poster.post(posting), self._loop)


@contextmanager
def posts(poster: Poster) -> Iterator[Posts]:
    """Until the end; what is on its way then is left, and its lease ends by itself."""
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def stay() -> None:
        over = asyncio.Event()
        started.set_result((asyncio.get_running_loop(), over))
        await over.wait()

    thread = threading.Thread(target=lambda: asyncio.run(stay()), name="webhooks", daemon=True)
    thread.start()
    loop, over = started.result()
    try:
        yield Posts(poster, loop)
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
