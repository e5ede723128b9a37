"""Connects to checked addresses alone: the name is resolved once, and what was checked is dialled.

`httpx-secure` dials first and checks then, so that whoever names an inside address hears whether
somebody listens there. This checks before it dials.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import Executor
from typing import Final

import httpcore

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
Check = Callable[[str], str | None]
"""Why an address may not be dialled; None when it may."""
_A_DIAL_S: Final = 5.0
_MOST_DIALS: Final = 4


class AddressRefused(Exception):  # noqa: N818 (says why)
    """A name stands for an address that may not be dialled."""


class NameNotFound(Exception):  # noqa: N818 (an answer, no fault of ours)
    """A name stands for nothing."""


class Guarded(httpcore.AsyncNetworkBackend):
    """Dials what a name stands for now, if all of that may be dialled."""

    def __init__(
        self, resolve: Resolve, check: Check, dial: httpcore.AsyncNetworkBackend | None = None
    ) -> None:
        self._resolve = resolve
        self._check = check
        self._dial = dial or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers."""
        addresses = await self._resolve(host, port)
        for address in addresses:
            if why := self._check(address):
                raise AddressRefused(why)
        last: Exception = NameNotFound(host)
        for address in addresses[:_MOST_DIALS]:
            try:
                return await self._dial.connect_tcp(
                    address,
                    port,
                    min(timeout or _A_DIAL_S, _A_DIAL_S),
                    local_address,
                    socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as fault:
                last = fault
        raise last

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's signature)
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: no endpoint is a file."""
        del timeout, socket_options
        raise AddressRefused(f"{path} is a file")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def resolver(threads: Executor) -> Resolve:
    """The system's resolver. It cannot be stopped, so it waits in threads of its own."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()

        def ask() -> list[str]:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            return list(dict.fromkeys(str(address[0]) for *_, address in found))

        try:
            return await loop.run_in_executor(threads, ask)
        except (socket.gaierror, UnicodeError):
            raise NameNotFound(host) from None

    return resolve
