"""The read API's routes: plain Starlette, since they are the hot ones."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from waymark_events.ids import RetailerId
from waymark_runtime.gathering import Gathering
from waymark_runtime.http import ApiKey, Problem, allow_only
from waymark_runtime.http.asking import allow_only_parameters, cursor

from projection.api import asking
from projection.api.answers import Listed, document, tagged
from projection.app.past import Past, PastOrder, PastShipment
from projection.app.queries import Page, Queries, Tagged
from projection.store.reading import ORDER_FILTERS, SHIPMENT_FILTERS

SCOPE: Final = "shipments:read"
_WAITS_S: Final = 5.0
_PAUSE_S: Final = 0.05
_LIST: Final = ("limit", "cursor")
_TIMES: Final = ("as_of", "at")
_MOMENTS: Final = (*_TIMES, "shown_at")
Waited = Callable[[], Awaitable[Tagged | None]]


class Reads:
    """Answers about one retailer's shipments and orders: the retailer of the caller's key."""

    def __init__(self, queries: Queries, key: ApiKey) -> None:
        self._queries = queries
        self._shipments = Gathering(queries.shipments_by_id)
        self._past = Past(queries)
        self._key = key

    def routes(self) -> list[Route]:
        """All routes of the read API."""
        return [
            Route("/v1/shipments", self.shipments),
            Route("/v1/shipments/{id}", self.shipment),
            Route("/v1/shipments/{id}/timeline", self.timeline),
            Route("/v1/orders", self.orders),
            Route("/v1/orders/{id}", self.order),
        ]

    async def retailer(self, request: Request) -> RetailerId:
        """Whose data is asked for."""
        caller = await self._key.caller(request)
        allow_only(caller, SCOPE)
        return caller.retailer

    async def shipment(self, request: Request) -> Response:
        """A shipment as it is; or as it was known `as_of`, had happened `at`, or was `shown_at`."""
        retailer = await self.retailer(request)
        allow_only_parameters(request, (*_MOMENTS, "min_version"))
        name = asking.named(request, "shp", "shipment")
        wanted, moment = asking.shipment_version(request), asking.moment(request, _MOMENTS)
        found = await _read(partial(self._shipments.get, retailer, name), wanted)
        if found is None:
            raise asking.not_found("shipment", request.path_params["id"])
        if moment.is_now:
            return tagged(request, found.body, found.tag)
        return _past(request, await asyncio.to_thread(self._past.shipment, retailer, name, moment))

    async def timeline(self, request: Request) -> Response:
        """Everything that was said of a shipment, newest first; or what was known `as_of`, or had
        happened `at` an instant.
        """
        retailer = await self.retailer(request)
        allow_only_parameters(request, _TIMES)
        name = asking.named(request, "shp", "shipment")
        moment = asking.moment(request, _TIMES)
        found = await asyncio.to_thread(
            self._queries.timeline, retailer, name, moment.as_of, moment.at
        )
        if found is None:
            raise asking.not_found("shipment", request.path_params["id"])
        return document(request, found)

    async def order(self, request: Request) -> Response:
        """An order with its parcels as they are; or as they were known `as_of`, had happened `at`,
        or were `shown_at`.
        """
        retailer = await self.retailer(request)
        allow_only_parameters(request, (*_MOMENTS, "min_version"))
        name = asking.named(request, "ord", "order")
        version, moment = asking.order_version(request), asking.moment(request, _MOMENTS)
        wanted = None if version is None else (name, version)
        ask = partial(asyncio.to_thread, self._queries.order, retailer, name)
        found = await _read(ask, wanted)
        if found is None:
            raise asking.not_found("order", request.path_params["id"])
        if moment.is_now:
            return tagged(request, found.body, found.tag)
        return _past(request, await asyncio.to_thread(self._past.order, retailer, name, moment))

    async def shipments(self, request: Request) -> Response:
        """A page of shipments, newest first, narrowed by filters."""
        return await self._listed(request, SHIPMENT_FILTERS, self._queries.shipments)

    async def orders(self, request: Request) -> Response:
        """A page of orders, newest first, narrowed by filters."""
        return await self._listed(request, ORDER_FILTERS, self._queries.orders)

    async def _listed(
        self, request: Request, known: dict[str, str], ask: Callable[..., Page]
    ) -> Response:
        retailer = await self.retailer(request)
        allow_only_parameters(request, (*known, *_LIST))
        filters = asking.filters(request, known)
        before, limit = asking.page_after(request), asking.limit(request)
        page = await asyncio.to_thread(ask, retailer, filters, before, limit)
        following = None if page.following is None else cursor(page.following)
        return document(request, Listed(page.items, following))


def _past(request: Request, found: PastShipment | PastOrder | None) -> Response:
    if found is None:
        raise Problem(404, "not_known_yet", "nothing was known of it, or had happened, by then")
    return document(request, found)


async def _read(ask: Waited, wanted: tuple[str, int] | None) -> Tagged | None:
    """Ask once, or for up to 5 s until an order's version was heard: a read after its own write.

    Problem 503 when it was not.
    """
    deadline = time.monotonic() + _WAITS_S
    while True:
        found = await ask()
        if wanted is None:
            return found
        if found is not None and found.versions.get(wanted[0], 0) >= wanted[1]:
            return found
        if time.monotonic() >= deadline:
            detail = f"version {wanted[1]} is not here yet; ask again"
            raise Problem(503, "not_yet", detail, headers={"Retry-After": "1"})
        await asyncio.sleep(_PAUSE_S)
