"""A process that is told what to do by lines of JSON on a port of loopback."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from typing import Any, Final

HOST: Final = "127.0.0.1"
Json = dict[str, Any]
Deed = Callable[[Json], Awaitable[Json]]
_WITHIN_S: Final = 10.0


async def serve(port: int, deed: Deed) -> asyncio.Server:
    """Answer each line by what `deed` makes of it."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                answer = await deed(json.loads(line))
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        finally:
            writer.close()

    return await asyncio.start_server(talk, HOST, port)


def tell(port: int, **words: object) -> Json:
    """Say one thing and hear what came of it."""
    with socket.create_connection((HOST, port), timeout=_WITHIN_S) as line:
        line.sendall(json.dumps(words).encode() + b"\n")
        with line.makefile("rb") as answers:
            answer: Json = json.loads(answers.readline())
    return answer
