"""A thread with a loop of its own, in which any number of posts wait for their answers."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from typing import Final

from waymark_runtime.loops import loop_in_a_thread

from notifier.app.webhooks.signing import Posting
from notifier.domain.webhooks.pace import Answer
from notifier.outbox.webhooks.posting import Poster

_SETTLE_S: Final = 0.5


class Posts:
    """Begins posts from any thread."""

    def __init__(self, poster: Poster, loop: asyncio.AbstractEventLoop) -> None:
        self._poster = poster
        self._loop = loop
        self._begun: set[Future[Answer]] = set()

    def submit(self, posting: Posting) -> "Future[Answer]":
        """Begin a post."""
        post = asyncio.run_coroutine_threadsafe(self._poster.post(posting), self._loop)
        self._begun.add(post)
        post.add_done_callback(self._begun.discard)
        return post

    def settle(self) -> None:
        """Let what has only begun come to where it can be left, or to its end."""
        wait(self._begun.copy(), _SETTLE_S)


@contextmanager
def posts(poster: Poster) -> Iterator[Posts]:
    """Until the end; what is on its way then is left, and its lease ends by itself."""
    with loop_in_a_thread("webhooks") as loop:
        under_way = Posts(poster, loop)
        try:
            yield under_way
        finally:
            under_way.settle()
