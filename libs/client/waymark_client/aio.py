"""The async client: the same methods, awaited."""

import asyncio
from collections.abc import AsyncIterator
from typing import Self, TypeVar

import httpx

from waymark_client.answers import Change
from waymark_client.calls import Call
from waymark_client.configuring import TIMEOUT_S, settings
from waymark_client.core import STREAMED, Core, fault_of, refused, request_of
from waymark_client.errors import WaymarkError
from waymark_client.listening import PATH, Listening
from waymark_client.methods import AsyncSide
from waymark_client.talking import Fault, Heard, Reply, Retry, Send, Step, conversation

Answer = TypeVar("Answer")


class AsyncWaymark(Core[AsyncSide], AsyncSide):
    """Waymark as a retailer's async program sees it; else as `Waymark`."""

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
        retry: Retry = Retry(),  # noqa: B008 (frozen)
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        found = settings(base_url, api_key)
        self._http = httpx.AsyncClient(
            base_url=found.url,
            headers=found.headers(),
            timeout=timeout_s,
            transport=transport,
            trust_env=False,
        )
        self._opened(self, found, retry)

    async def __aenter__(self) -> Self:
        """The client itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def send(self, call: Call[Answer]) -> Answer:
        """Send a call, again where that helps; WaymarkError when it fails."""
        talk = conversation(call, self._retry)
        step = next(talk)
        while True:
            try:
                step = talk.send(await self._done(step))
            except StopIteration as end:
                answer: Answer = end.value
                return answer

    async def stream(self, after: str | None = None) -> AsyncIterator[Change]:
        """Every status change of the retailer's shipments as it happens, without end.

        From a change's `cursor` on, or from now. A broken connection is opened again where it
        broke, so that nothing is missed.
        """
        listening = Listening(self._retry, after)
        while True:
            fault: Exception | None = None
            try:
                async for change in self._connected(listening):
                    yield change
            except (httpx.RequestError, WaymarkError) as broken:
                fault = broken
            await asyncio.sleep(listening.broke(fault))

    async def _connected(self, listening: Listening) -> AsyncIterator[Change]:
        headers = listening.headers()
        async with self._http.stream("GET", PATH, headers=headers, timeout=STREAMED) as response:
            if response.status_code != httpx.codes.OK:
                raise refused(response, await response.aread())
            async for chunk in response.aiter_bytes():
                for change in listening.heard(chunk):
                    yield change

    async def _done(self, step: Step) -> Heard:
        if isinstance(step, Send):
            return await self._sent(step)
        await asyncio.sleep(step.seconds)
        return None

    async def _sent(self, step: Send) -> Reply | Fault:
        try:
            return self._replied(await self._http.request(**request_of(step)))
        except httpx.RequestError as fault:
            return fault_of(fault)
