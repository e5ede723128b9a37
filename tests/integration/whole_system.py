"""All four services in this process, on real topics and databases, behind one origin.

They are put together as their programs are, and share a loop: eight processes would take longer to
start than most tests run.
"""

import json
import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from typing import Any, Final
from unittest.mock import patch

import carrier_ingest.settings
import httpx
import notifier.settings
import order.main
import order.settings
import projection.settings
import psycopg
from integration.notifier_servers import Post, Texts, free_port, post_office, sms_provider
from integration.whole_hosting import HOST, Hosting
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from waymark_events.topics import TOPICS, Service
from waymark_runtime.settings import ServiceSettings
from waymark_tools.stack.databases import DatabaseUrls

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
    Service.NOTIFIER: {
        "TICK_S": "0.1",
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "post@shop.example",
        "SEAL_KEY": "5e" * 32,
    },
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
        environment = _environment(broker, urls, port, post, texts)
        environment |= {f"WAYMARK_{name}": value for name, value in more.items()}
        with patch.dict(os.environ, environment):
            settings = {service: kind() for service, kind in _KINDS.items()}
        stack.enter_context(Hosting(settings, port).running())
        yield Whole(f"http://{HOST}:{port}", environment, urls, post, texts)


def _environment(
    broker: Broker, urls: Mapping[Service, DatabaseUrls], port: int, post: Post, texts: Texts
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
            "SMTP_PORT": str(post.port),
            "SMS_URL": texts.url,
            **_OWN[service],
        }
        shared |= {f"WAYMARK_{service.upper()}_{name}": value for name, value in own.items()}
    return shared
