"""The worker of `notifier`, put together from its settings."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Final

import httpx
from psycopg_pool import ConnectionPool
from waymark_events.topics import Service
from waymark_events.topics.names import NOTIFICATION_EVENTS
from waymark_runtime.postgres import make_pool
from waymark_runtime.worker import Worker

from notifier.app import keeping as kept
from notifier.app.handing import Gateway, Pace
from notifier.app.letters import Links
from notifier.app.noting import Notes
from notifier.app.planning import Planner
from notifier.app.restoring import Restoring
from notifier.app.retailer_events import Forgetting, RetailerEvents
from notifier.app.retailer_topics import put_on_topics
from notifier.app.sending import Sender
from notifier.app.webhooks.dispatching import Dispatcher
from notifier.app.webhooks.fanning import Fanning
from notifier.app.webhooks.keeping import Keeping, Notices
from notifier.app.webhooks.replaying import Replaying
from notifier.app.webhooks.settling import Settling
from notifier.app.webhooks.signing import Signing
from notifier.domain.triggers import Channel
from notifier.inbox import TOPICS, Inbox
from notifier.outbox.email import Mailer, Server
from notifier.outbox.events import notifications
from notifier.outbox.keeping import contents
from notifier.outbox.sms import Texter
from notifier.outbox.webhooks.loop import posts
from notifier.outbox.webhooks.opening import opened
from notifier.settings import Settings
from notifier.store.topic_queue import TopicQueue

SERVICE: Final = Service.NOTIFIER
GROUP: Final = "inbox"
_FORGET_EVERY_S: Final = 60.0
_HOLD_EVERY_S: Final = 2.0
_AGAIN_EVERY_S: Final = 1.0
Clock = Callable[[], datetime]


@contextmanager
def make_worker(settings: Settings) -> Iterator[Worker]:
    """The worker, put together; what it sends with is open meanwhile."""
    pool = make_pool(
        settings.worker_database_url, name="notifier worker", most=12 + settings.senders
    )
    program = Worker(settings, SERVICE, pool)
    clock = program.clock
    events = RetailerEvents([put_on_topics, Fanning(clock)], clock, put_on_topics)
    _plans(program, pool, events)
    with ExitStack() as stack:
        mailer = _mailer(settings, clock)
        gateways = _gateways(settings, mailer, stack)
        sender = _sender(settings, program, pool, gateways, events)
        for _ in range(settings.senders):
            program.every(settings.tick_s, sender.step)
        program.every(settings.tick_s, _dispatcher(settings, pool, events, clock, stack).step)
        program.every(settings.tick_s, Replaying(pool, clock).step)
        program.every(_HOLD_EVERY_S, Notices(pool, mailer, program.directory.retailer).step)
        yield program


def _plans(program: Worker, pool: ConnectionPool, events: RetailerEvents) -> None:
    """What is heard becomes rows of the ledger and of retailers' events; both are kept tidy."""
    clock = program.clock

    def sends_sms(retailer: str) -> bool:
        known = program.directory.retailer(retailer)
        return known is not None and known.sms

    restoring, keeping = Restoring(pool, GROUP, TOPICS), Keeping(pool, clock)
    program.catch_up(NOTIFICATION_EVENTS, restoring)
    program.every(_AGAIN_EVERY_S, restoring.look)
    program.consume(GROUP, TOPICS, Inbox(Planner(sends_sms, clock), events).on_batch)
    program.relay(notifications(pool))
    program.relay_lanes(TopicQueue(pool))
    program.every(_FORGET_EVERY_S, Forgetting(pool, clock).step)
    program.every(_FORGET_EVERY_S, kept.Forgetting(pool, clock).step)
    program.every(_HOLD_EVERY_S, keeping.hold)
    program.every(_FORGET_EVERY_S, keeping.forget)


def _sender(
    settings: Settings,
    program: Worker,
    pool: ConnectionPool,
    gateways: Mapping[Channel, Gateway],
    events: RetailerEvents,
) -> Sender:
    return Sender(
        pool,
        gateways,
        contents,
        Links(settings.public_url, settings.links),
        program.directory.retailer,
        holder=_holder(settings),
        pace=_pace(settings),
        notes=Notes(),
        events=events,
        now=program.clock,
    )


def _dispatcher(
    settings: Settings, pool: ConnectionPool, events: RetailerEvents, now: Clock, stack: ExitStack
) -> Dispatcher:
    poster = stack.enter_context(opened(now, to_loopback=settings.webhooks_to_loopback))
    return Dispatcher(
        pool,
        stack.enter_context(posts(poster)),
        Signing(settings.seal),
        Settling(pool, events, now=now, chance=random.random),
        holder=_holder(settings),
        places=settings.webhook_places,
        now=now,
    )


def _holder(settings: Settings) -> str:
    return f"{SERVICE}-{settings.instance}"


def _gateways(settings: Settings, mailer: Mailer, stack: ExitStack) -> dict[Channel, Gateway]:
    gateways: dict[Channel, Gateway] = {Channel.EMAIL: mailer}
    if settings.sms_url is not None:
        token = settings.sms_token
        headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
        client = stack.enter_context(
            httpx.Client(timeout=settings.sms_timeout_s, headers=headers, trust_env=False)
        )
        gateways[Channel.SMS] = Texter(client, url=settings.sms_url, sender=settings.sms_sender)
    return gateways


def _mailer(settings: Settings, now: Clock) -> Mailer:
    password = settings.smtp_password
    server = Server(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=password.get_secret_value() if password is not None else None,
        timeout_s=settings.smtp_timeout_s,
    )
    return Mailer(server, sender=settings.mail_from, public_url=settings.public_url, now=now)


def _pace(settings: Settings) -> Pace:
    return Pace(timedelta(seconds=settings.lease_s), timedelta(seconds=settings.first_pause_s))
