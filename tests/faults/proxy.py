"""TCP proxies in a process of their own: one between each service and each thing it needs.

`python -m faults.proxy <control port> <name>=<listens>:<leads to> …`. Told `{"proxy": name,
"mode": mode, …}` a proxy treats what passes so, connections that are open included:

- `pass`; `delay` (`ms`, `jitter_ms`); `rate` (`bytes_s`)
- `stall`: nothing passes, connections stay: a cable pulled out, until it is put back
- `half_open`: what is asked passes, no answer comes back
- `refuse`: all are reset, and so is who comes anew
- `cut`: all are reset once, `after` so many bytes more
- `mislead`: all are reset once, and who comes anew is led to port `to` instead
"""

import asyncio
import random
import sys
from typing import Final

from faults.control import HOST, Json, serve

_CHUNK: Final = 65_536
_MODES: Final = ("pass", "delay", "rate", "stall", "half_open", "refuse", "cut", "mislead")


class Proxy:
    """One door: everybody who comes is led to `target`, as the mode of the moment allows."""

    def __init__(self, name: str, target: int) -> None:
        self.name = name
        self._target = target
        self._told: Json = {"mode": "pass"}
        self._changed = asyncio.Event()
        self._left = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._chance = random.Random(name)

    def tell(self, told: Json) -> None:
        """From now on so."""
        if told["mode"] not in _MODES:
            raise ValueError(f"{told['mode']!r} is none of {', '.join(_MODES)}")
        self._told = told
        self._left = int(told.get("after", 0))
        self._changed.set()
        self._changed = asyncio.Event()
        if told["mode"] in ("refuse", "mislead") or (told["mode"] == "cut" and not self._left):
            self._reset()

    async def lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its beginning to its end."""
        if self._told["mode"] == "refuse":
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection(
                HOST, int(self._told.get("to", self._target))
            )
        except OSError:
            writer.transport.abort()
            return
        both = {writer, back}
        self._writers |= both
        try:
            asked = self._pump(reader, back, asks=True)
            await asyncio.gather(asked, self._pump(there, writer, asks=False))
        except OSError:
            return  # who is gone on one side is gone for the other, at once
        finally:
            self._writers -= both
            for one in both:
                one.transport.abort()

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, asks: bool
    ) -> None:
        while chunk := await source.read(_CHUNK):
            await self._gate(len(chunk), asks=asks)
            sink.write(chunk)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()

    async def _gate(self, size: int, *, asks: bool) -> None:
        """Hold a chunk back as long as it has to be."""
        while self._told["mode"] == "stall" or (self._told["mode"] == "half_open" and not asks):
            await self._changed.wait()
        told = self._told
        if told["mode"] == "delay":
            spread = float(told.get("jitter_ms", 0))
            wanted = float(told["ms"]) + self._chance.uniform(-spread, spread)
            await asyncio.sleep(wanted / 1000)
        elif told["mode"] == "rate":
            await asyncio.sleep(size / float(told["bytes_s"]))
        elif told["mode"] == "cut":
            self._left -= size
            if self._left <= 0:
                self._told = {"mode": "pass"}
                self._reset()

    def _reset(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()


async def main(control: int, wanted: list[str]) -> None:
    """Serve until killed."""
    doors: dict[str, Proxy] = {}
    for one in wanted:
        name, _, ports = one.partition("=")
        listens, _, leads = ports.partition(":")
        doors[name] = Proxy(name, int(leads))
        await asyncio.start_server(doors[name].lead, HOST, int(listens))

    async def deed(told: Json) -> Json:
        doors[told["proxy"]].tell(told)
        return {"proxy": told["proxy"], "mode": told["mode"]}

    await (await serve(control, deed)).serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2:]))
