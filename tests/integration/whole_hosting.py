"""The four services hosted in one thread with one loop, their web programs behind one origin."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from threading import Thread
from typing import Any, Final

import carrier_ingest.main
import notifier.api.application
import notifier.worker
import order.main
import projection.api.application
import projection.main
from fastapi import FastAPI
from kit.waiting import eventually
from notifier.outbox.webhooks.opening import opened
from order.store.orders import OrderStore
from order.store.recorder import make_recorder
from projection.app.board import Board
from projection.inbox.groups import CHANGES
from projection.inbox.hints import Hints
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send
from waymark_events.topics import Service
from waymark_runtime.http.serving import Server, server
from waymark_runtime.postgres import make_pool
from waymark_runtime.running import Running
from waymark_runtime.worker import Worker
from waymark_tools.stack.routes import service_of

HOST: Final = "127.0.0.1"
_READY_WITHIN_S: Final = 60.0
_THREADS: Final = 96


class Hosting:
    """One thread with one loop in which everything runs."""

    def __init__(self, settings: Mapping[Service, Any], port: int) -> None:
        self._settings = settings
        self._port = port
        self._workers: list[Worker] = []
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._fault: BaseException | None = None
        self._web: Server | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Until the block ends; what failed meanwhile is raised then."""
        thread = Thread(target=self._run, name="whole system")
        thread.start()
        try:
            eventually(self._is_ready, within_s=_READY_WITHIN_S)
            yield
        finally:
            if thread.is_alive():
                self._loop.call_soon_threadsafe(self._stopping.set)
            thread.join()
        if self._fault is not None:
            raise self._fault

    def _run(self) -> None:
        self._loop.set_default_executor(ThreadPoolExecutor(_THREADS))
        try:
            self._loop.run_until_complete(self._main())
        except BaseException as fault:  # told to whoever waits
            self._fault = fault
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _main(self) -> None:
        with ExitStack() as stack:
            store = stack.enter_context(_store(self._settings[Service.ORDER].worker_database_url))
            self._workers += self._made(stack, store)
            async with asyncio.TaskGroup() as group:
                for worker in self._workers:
                    group.create_task(self._work(worker))
                group.create_task(self._serve(stack))

    def _made(self, stack: ExitStack, store: OrderStore) -> Sequence[Worker]:
        settings = self._settings
        pool = make_pool(settings[Service.ORDER].worker_database_url, name="order worker")
        return [
            order.main.make_worker(settings[Service.ORDER], store, pool),
            stack.enter_context(carrier_ingest.main.make_worker(settings[Service.CARRIER_INGEST])),
            projection.main.make_worker(settings[Service.PROJECTION]),
            stack.enter_context(notifier.worker.make_worker(settings[Service.NOTIFIER])),
        ]

    async def _work(self, worker: Worker) -> None:
        running = Running(worker.plan, self._stopping)
        async with AsyncExitStack() as stack:
            await running.open(stack)
            await running.watch()
        assert not running.failed

    async def _serve(self, stack: ExitStack) -> None:
        web = server(_origin(self._webs(stack)), HOST, self._port)
        serving = asyncio.create_task(web.serve_quietly())
        self._web = web
        await self._stopping.wait()
        web.should_exit = True
        await serving

    def _webs(self, stack: ExitStack) -> dict[Service, FastAPI]:
        given = self._settings
        pools = {one: make_pool(given[one].web_database_url, name=f"{one} web") for one in Service}
        store = stack.enter_context(_store(given[Service.ORDER].web_database_url))
        of_projection, board = given[Service.PROJECTION], Board()
        return {
            Service.ORDER: order.main.make_web(given[Service.ORDER], store, pools[Service.ORDER]),
            Service.PROJECTION: projection.api.application.make_web(
                of_projection,
                pools[Service.PROJECTION],
                board,
                Hints(of_projection, board),
                CHANGES,
            ),
            Service.NOTIFIER: notifier.api.application.make_web(
                given[Service.NOTIFIER],
                pools[Service.NOTIFIER],
                stack.enter_context(
                    opened(_now, to_loopback=given[Service.NOTIFIER].webhooks_to_loopback)
                ),
            ),
        }

    def _is_ready(self) -> bool:
        assert self._fault is None, repr(self._fault)
        checks = [worker.health.ready() for worker in self._workers]
        told = asyncio.run_coroutine_threadsafe(_all(checks), self._loop).result(30)
        troubles = [trouble for one in told for trouble in one.items()]
        assert not troubles, troubles
        return self._web is not None and self._web.started and len(self._workers) == len(Service)


async def _all(checks: Sequence[Any]) -> list[Any]:
    return list(await asyncio.gather(*checks))


@contextmanager
def _store(url: str) -> Iterator[OrderStore]:
    store = OrderStore(make_recorder(url, 4))
    try:
        yield store
    finally:
        store.close()


def _origin(webs: Mapping[Service, FastAPI]) -> Starlette:
    """The one origin, by the same table as the proxy's."""

    @asynccontextmanager
    async def opened(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for web in webs.values():
                await stack.enter_async_context(web.router.lifespan_context(web))
            yield

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        service = service_of(scope["method"], scope["path"])
        assert service is not None
        assert service in webs, f"nobody here answers {scope['method']} {scope['path']}"
        await webs[service](scope, receive, send)

    app = Starlette(lifespan=opened)
    app.router.default = answer
    return app


def _now() -> datetime:
    return datetime.now(UTC)
