"""All four services in this process, on real topics and databases, behind one origin.

They are put together as their programs are, and share a loop: eight processes would take longer to
start than most tests run.
"""

import asyncio
import json
import os
import shlex
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import (
    AsyncExitStack,
    ExitStack,
    asynccontextmanager,
    contextmanager,
    redirect_stdout,
)
from dataclasses import dataclass
from functools import partial
from io import StringIO
from threading import Thread
from typing import Any, Final
from unittest.mock import patch

import carrier_ingest.main
import carrier_ingest.settings
import httpx
import notifier.api.application
import notifier.main
import notifier.settings
import order.main
import order.settings
import projection.api.application
import projection.main
import projection.settings
import psycopg
from fastapi import FastAPI
from integration.notifier_servers import Post, Texts, free_port, post_office, sms_provider
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from order.store.orders import OrderStore
from order.store.recorder import make_recorder
from projection.app.board import Board
from projection.inbox.groups import CHANGES
from projection.inbox.hints import Hints
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send
from waymark_events.topics import TOPICS, Service
from waymark_runtime.http.serving import Server, server
from waymark_runtime.postgres import make_pool
from waymark_runtime.running import Running
from waymark_runtime.settings import ServiceSettings
from waymark_runtime.worker import Worker
from waymark_tools.stack.databases import DatabaseUrls
from waymark_tools.stack.routes import service_of

HOST: Final = "127.0.0.1"
_READY_WITHIN_S: Final = 60.0
_THREADS: Final = 96
_KINDS: Final[Mapping[Service, Callable[[], ServiceSettings]]] = {
    Service.ORDER: partial(order.settings.Settings.model_validate, {}),
    Service.CARRIER_INGEST: partial(carrier_ingest.settings.Settings.model_validate, {}),
    Service.PROJECTION: partial(projection.settings.Settings.model_validate, {}),
    Service.NOTIFIER: partial(notifier.settings.Settings.model_validate, {}),
}
_OWN: Final[Mapping[Service, Mapping[str, str]]] = {
    Service.ORDER: {},
    Service.CARRIER_INGEST: {"SEAL_KEY": "5e" * 32, "POLL_TICK_S": "0.1"},
    Service.PROJECTION: {"WATCH_EVERY_S": "0.2", "WATCH_AGAIN_S": "1"},
    Service.NOTIFIER: {"TICK_S": "0.1", "SMTP_SECURITY": "none", "MAIL_FROM": "post@shop.example"},
}


@dataclass(frozen=True)
class Whole:
    """The running system. `post` and `texts` are all of the world outside."""

    origin: str
    environment: Mapping[str, str]
    urls: Mapping[Service, DatabaseUrls]
    post: Post
    texts: Texts

    def command(self, line: str) -> dict[str, Any]:
        """Carry out a line of `waymark` that is order's to do; its answer, known to all."""
        _, noun, verb, *arguments = shlex.split(line)
        with patch.dict(os.environ, self.environment), redirect_stdout(StringIO()) as said:
            assert order.main.main([f"{noun}-{verb}", *arguments, "--json"]) == 0
        answer: dict[str, Any] = json.loads(said.getvalue())
        for urls in self.urls.values():
            with psycopg.connect(urls.worker, autocommit=True) as worker:
                eventually(partial(_knows, worker, answer))
        return answer

    @contextmanager
    def caller(self, key: str) -> Iterator[httpx.Client]:
        """Whoever has this key."""
        headers = {"Authorization": f"Bearer {key}"}
        with httpx.Client(
            base_url=self.origin, headers=headers, timeout=30, trust_env=False
        ) as client:
            yield client


def _knows(worker: "psycopg.Connection[Any]", told: Mapping[str, Any]) -> bool:
    """Whether a service has read of this retailer and key, which before would be a bad one."""
    query = "SELECT FROM retailer WHERE retailer = %s"
    if worker.execute(query, [told["retailer"]]).fetchone() is None:
        return False
    query = "SELECT FROM key WHERE key_id = %s"
    return "key_id" not in told or worker.execute(query, [told["key_id"]]).fetchone() is not None


@contextmanager
def whole_system(broker: Broker, database: Databases, **more: str) -> Iterator[Whole]:
    """Run it until the block ends. `more` are settings such as `CARRIER_INGEST_POLL_SCALE`."""
    broker.create_topics(*TOPICS)
    urls = {service: database(service) for service in Service}
    with ExitStack() as stack:
        post, texts = stack.enter_context(post_office()), stack.enter_context(sms_provider())
        port = free_port()
        environment = _environment(broker, urls, port, {"SMTP_PORT": str(post.port)})
        environment |= {f"WAYMARK_{name}": value for name, value in more.items()}
        with patch.dict(os.environ, environment):
            settings = {service: kind() for service, kind in _KINDS.items()}
        hosting = _Hosting(settings, port)
        stack.enter_context(hosting.running())
        yield Whole(f"http://{HOST}:{port}", environment, urls, post, texts)


def _environment(
    broker: Broker, urls: Mapping[Service, DatabaseUrls], port: int, mail: Mapping[str, str]
) -> dict[str, str]:
    shared = {
        "WAYMARK_TOPIC_PREFIX": broker.prefix,
        "WAYMARK_KEY_PEPPER": "p" * 32,
        "WAYMARK_LINK_KEYS": json.dumps({"k1": "ab" * 16}),
        "WAYMARK_LINK_KID": "k1",
        "WAYMARK_CONTACT_KEY": "cd" * 16,
        "WAYMARK_PUBLIC_URL": f"http://{HOST}:{port}",
    }
    for service, url in urls.items():
        own = {
            "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap,
            "OWNER_DATABASE_URL": url.owner,
            "WORKER_DATABASE_URL": url.worker,
            "WEB_DATABASE_URL": url.web,
            "WEB_PORT": "0",
            "HEALTH_PORT": "0",
            "SMTP_HOST": HOST,
            **mail,
            **_OWN[service],
        }
        shared |= {f"WAYMARK_{service.upper()}_{name}": value for name, value in own.items()}
    return shared


class _Hosting:
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
            stack.enter_context(notifier.main.make_worker(settings[Service.NOTIFIER])),
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
                given[Service.NOTIFIER], pools[Service.NOTIFIER]
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
