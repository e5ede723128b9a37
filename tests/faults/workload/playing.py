"""Plays a workload against the real services, and keeps the client's own ledger of it.

The ledger says what was meant before it is said, and afterwards `ok`, `fail` or `unknown`.
"""

import asyncio
import base64
import json
import time
from collections.abc import Mapping, Sequence
from typing import Final

from faults.notes import Json, Notes
from faults.workload.journeys import Parcel, Said
from faults.workload.posting import Line, Unanswered
from faults.workload.shops import Shop
from waymark_events.topics import Service
from waymark_tools.demo.carriers.ups import Ups

_AT_ONCE: Final = 24
_IN_A_BATCH: Final = 25
_BOOKED_WITHIN_S: Final = 60.0
_PAUSE_S: Final = 0.5
_AGAIN: Final = frozenset({409, 429, 500, 502, 503, 504})


class Player:
    """One run of the workload. `done` and `of` tell how far it is, for whoever shows it."""

    def __init__(
        self,
        shops: Sequence[Shop],
        parcels: Sequence[Parcel],
        ports: Mapping[Service, int],
        ups: Ups,
        ledger: Notes,
    ) -> None:
        self._shops = {shop.retailer: shop for shop in shops}
        self._ports = ports
        self._ups = ups
        self._ledger = ledger
        self._tokens: dict[str, str] = {}
        self._began = 0.0
        self.done = 0
        self._tasks: list[tuple[float, object]] = sorted(
            [*_bookings(parcels), *((one.at, (of, one)) for of in parcels for one in of.said)],
            key=lambda task: task[0],
        )
        self.of = len(self._tasks)

    def play(self) -> None:
        """All of it, at its time or as soon as there is room; returns at the end."""
        asyncio.run(self._play())

    async def _play(self) -> None:
        self._began = time.monotonic()
        tasks = iter(self._tasks)
        await asyncio.gather(*(self._hand(tasks) for _ in range(_AT_ONCE)))

    async def _hand(self, tasks: "object") -> None:
        """One of those who work; each has its own connections."""
        order, ingest = Line(self._ports[Service.ORDER]), Line(self._ports[Service.CARRIER_INGEST])
        for at, task in tasks:  # type: ignore[attr-defined]  # all hands share one iterator
            await asyncio.sleep(max(at - (time.monotonic() - self._began), 0))
            if isinstance(task, list):
                await self._book(order, task)
            else:
                await self._push(ingest, *task)
            self.done += 1
        order.close()
        ingest.close()

    async def _book(self, line: Line, chunk: list[Parcel]) -> None:
        """A parcel by itself, or many in a batch; said again under one key until it is answered."""
        shop = self._shops[chunk[0].retailer]
        key = f"book-{chunk[0].number}"
        items = [_item(parcel) for parcel in chunk]
        path = "/v1/shipments" if len(items) == 1 else "/v1/shipments:batch"
        body = json.dumps(items[0] if len(items) == 1 else {"items": items})
        headers = {"Authorization": f"Bearer {shop.key}", "Idempotency-Key": key}
        about: Json = {"what": "book", "retailer": shop.retailer, "key": key}
        about["numbers"] = [parcel.number for parcel in chunk]
        self._ledger.write(about | {"is": "meant"})
        until = time.monotonic() + _BOOKED_WITHIN_S
        while True:
            state, answer = await self._said(line, path, body.encode(), headers)
            if state == "ok" or (state == "fail" and answer not in _AGAIN):
                break
            if time.monotonic() > until:
                break
            await asyncio.sleep(_PAUSE_S)
        self._ledger.write(about | {"is": state, "status": answer})

    async def _push(self, line: Line, parcel: Parcel, said: Said) -> None:
        """UPS posts once, or twice, and never because it was not heard."""
        shop = self._shops[parcel.retailer]
        self._ups.knows(said.scan)
        local = said.scan.local
        about: Json = {"what": "scan", "retailer": shop.retailer, "number": parcel.number}
        about |= {"code": said.scan.code, "local": f"{local:%Y-%m-%dT%H:%M:%S}"}
        body = json.dumps(said.body).encode()
        for _ in range(said.times):
            self._ledger.write(about | {"is": "meant"})
            state, answer = await self._with_token(line, shop, body)
            self._ledger.write(about | {"is": state, "status": answer})

    async def _with_token(self, line: Line, shop: Shop, body: bytes) -> tuple[str, int | str]:
        state: str
        answer: int | str
        for _ in range(2):
            if shop.retailer not in self._tokens:
                await self._take_token(line, shop)
            headers = {
                "Authorization": f"Bearer {self._tokens.get(shop.retailer, '')}",
                "x-api-key": shop.client_id,
                "User-Agent": "UPSPubSubTrackingService",
            }
            state, answer = await self._said(line, shop.push_path, body, headers)
            if answer != 401:
                break
            self._tokens.pop(shop.retailer, None)
        return state, answer

    async def _take_token(self, line: Line, shop: Shop) -> None:
        pair = base64.b64encode(f"{shop.client_id}:{shop.client_secret}".encode()).decode()
        headers = {
            "Authorization": f"Basic {pair}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            status, answer = await line.post(
                shop.token_path, b"grant_type=client_credentials", headers
            )
        except Unanswered:
            return
        if status == 200:
            self._tokens[shop.retailer] = answer["access_token"]

    async def _said(
        self, line: Line, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[str, int | str]:
        """What became of it, as far as the client knows."""
        given = {"Content-Type": "application/json", **headers}
        try:
            status, _ = await line.post(path, body, given)
        except Unanswered as why:
            return "unknown", str(why)
        return ("ok" if 200 <= status < 300 else "fail"), status


def _bookings(parcels: Sequence[Parcel]) -> list[tuple[float, object]]:
    """Those with a person one by one, the others of each retailer in batches."""
    single = [(parcel.at, [parcel]) for parcel in parcels if parcel.email]
    batches: list[tuple[float, object]] = []
    for retailer in {parcel.retailer for parcel in parcels}:
        rest = [one for one in parcels if one.retailer == retailer and not one.email]
        for start in range(0, len(rest), _IN_A_BATCH):
            chunk = rest[start : start + _IN_A_BATCH]
            batches.append((chunk[0].at, chunk))
    return [*single, *batches]


def _item(parcel: Parcel) -> Json:
    body: Json = {"carrier": "ups", "number": parcel.number}
    if parcel.email:
        body |= {"email": parcel.email, "name": "Canary Person", "language": "en"}
    return body
