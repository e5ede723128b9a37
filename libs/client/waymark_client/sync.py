"""The blocking client."""

import time
from collections.abc import Iterator
from typing import Self, TypeVar

import httpx

from waymark_client.answers import Change
from waymark_client.calls import Call
from waymark_client.configuring import TIMEOUT_S, settings
from waymark_client.core import STREAMED, Core, fault_of, refused, request_of
from waymark_client.errors import WaymarkError
from waymark_client.listening import PATH, Listening
from waymark_client.methods import SyncSide
from waymark_client.talking import Fault, Heard, Reply, Retry, Send, Step, conversation

Answer = TypeVar("Answer")


class Waymark(Core[SyncSide], SyncSide):
    """Waymark as a retailer's program sees it. Close it, or use it as a context manager.

    `base_url` and `api_key` are WAYMARK_URL and WAYMARK_API_KEY unless given. Nothing else is
    taken from the environment, no proxy either: who needs one gives it as `transport`. May be used
    by several threads.
    """

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
        retry: Retry = Retry(),  # noqa: B008 (frozen)
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        found = settings(base_url, api_key)
        self._http = httpx.Client(
            base_url=found.url,
            headers=found.headers(),
            timeout=timeout_s,
            transport=transport,
            trust_env=False,
        )
        self._opened(self, found, retry)

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def send(self, call: Call[Answer]) -> Answer:
        """Send a call, again where that helps; WaymarkError when it fails."""
        talk = conversation(call, self._retry)
        step = next(talk)
        while True:
            try:
                step = talk.send(self._done(step))
            except StopIteration as end:
                answer: Answer = end.value
                return answer

    def stream(self, after: str | None = None) -> Iterator[Change]:
        """Every status change of the retailer's shipments as it happens, without end.

        From a change's `cursor` on, or from now. A broken connection is opened again where it
        broke, so that nothing is missed.
        """
        listening = Listening(self._retry, after)
        while True:
            fault: Exception | None = None
            try:
                yield from self._connected(listening)
            except (httpx.RequestError, WaymarkError) as broken:
                fault = broken
            time.sleep(listening.broke(fault))

    def _connected(self, listening: Listening) -> Iterator[Change]:
        headers = listening.headers()
        with self._http.stream("GET", PATH, headers=headers, timeout=STREAMED) as response:
            if response.status_code != httpx.codes.OK:
                raise refused(response, response.read())
            for chunk in response.iter_bytes():
                yield from listening.heard(chunk)

    def _done(self, step: Step) -> Heard:
        if isinstance(step, Send):
            return self._sent(step)
        time.sleep(step.seconds)
        return None

    def _sent(self, step: Send) -> Reply | Fault:
        try:
            return self._replied(self._http.request(**request_of(step)))
        except httpx.RequestError as fault:
            return fault_of(fault)
