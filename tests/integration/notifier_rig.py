"""The notifier's inbox and sender on a database of their own, real servers, a clock to turn."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

import httpx
from integration.notifier_said import Said, confirmed, told, topic_of
from integration.notifier_servers import Post, Texts, post_office, sms_provider
from kit.databases import Databases
from kit.local import LOCAL
from notifier.app.handing import Pace
from notifier.app.letters import Links
from notifier.app.noting import Notes
from notifier.app.planning import Planner
from notifier.app.retailer_events import Kept, RetailerEvents
from notifier.app.sending import Sender
from notifier.domain.triggers import Channel
from notifier.inbox import TOPICS, Inbox
from notifier.outbox.email import Mailer, Server
from notifier.outbox.events import notifications
from notifier.outbox.keeping import contents
from notifier.outbox.sms import Texter
from notifier_given import NOW, SHOP, parcel
from notifier_rows import contact
from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope, decode, encode
from waymark_events.messages.notifications import Notification
from waymark_events.messages.retailers import RetailerSet
from waymark_runtime import positions
from waymark_runtime.consumer import Work
from waymark_runtime.consumer.applying import Applier, by_place
from waymark_runtime.outgoing import unpack
from waymark_runtime.positions import Position
from waymark_runtime.postgres import make_pool, transaction
from waymark_runtime.records import Arrived
from waymark_tools.stack.databases import DatabaseUrls

KEY: Final = bytes(range(16))
LEASE: Final = timedelta(seconds=60)
FIRST_PAUSE: Final = timedelta(seconds=15)


class Notifying:
    """What the service does with what it reads and what is due, by the hour `now`."""

    def __init__(
        self,
        urls: DatabaseUrls,
        pool: ConnectionPool,
        post: Post,
        texts: Texts,
        client: httpx.Client,
    ) -> None:
        self.urls, self.pool, self.post, self.texts = urls, pool, post, texts
        self.now = NOW
        self.shop = RetailerSet(retailer=SHOP, version=1, name="Nordlicht", sms=False)
        self.dies = False
        self.notes = Notes()
        self._client = client
        self._offsets: Counter[str] = Counter()
        self.heard: list[Kept] = []
        self.retailer_events = RetailerEvents([lambda _, new: self.heard.extend(new)], self._now)
        self._inbox = Inbox(Planner(lambda _: self.shop.sms, self._now), self.retailer_events)
        with transaction(pool) as connection:
            opened = {(topic, 0): Position(0, "cluster", "topic") for topic in TOPICS}
            positions.establish(connection, "inbox", opened)

    def read(self, *said: Said) -> list[Arrived]:
        """Apply a batch of what other services said; answers the records."""
        records = [self.arrived(told(one)) for one in said]
        self.apply(*records)
        return records

    def arrived(self, message: Envelope, key: str | None = None) -> Arrived:
        """The message as the next record of its topic; under another key if one is given."""
        encoded = encode(message)
        right = key.encode() if key is not None else encoded.key
        return self._record(topic_of(message), right, encoded.value, encoded.headers)

    def deletion(self, recipient: str) -> Arrived:
        """The record without value that deletes a contact."""
        return self._record("contact.v1", recipient.encode(), None, ())

    def apply(self, *records: Arrived) -> None:
        """Apply a batch; while `dies` is set, everything is done but the commit."""
        applier = Applier(
            self.pool,
            self._handle,
            service="notifier",
            consumer="inbox",
            compacted=frozenset({"contact.v1"}),
            known=None,
        )
        applier.apply(by_place(records), {})

    def known(self, **more: Any) -> None:
        """Anna's order of many parcels and how she is reached were read, too long ago to tell."""
        parcels = tuple(map(parcel, range(1, 31)))
        self.read(contact(**more), confirmed(at=NOW - timedelta(days=30), parcels=parcels))
        self.sender().step()
        self.execute("DELETE FROM ledger")
        self.execute("DELETE FROM notification_queue")
        self.execute("DELETE FROM retailer_event")
        self.heard.clear()

    def sender(self, holder: str = "notifier-0", pool: ConnectionPool | None = None) -> Sender:
        """A sender of this process; the gateways are the real ones."""
        return Sender(
            pool or self.pool,
            {Channel.EMAIL: self._mailer(), Channel.SMS: self._texter()},
            contents,
            Links("https://track.example", {"k1": KEY}),
            lambda _: self.shop,
            holder=holder,
            pace=Pace(LEASE, FIRST_PAUSE),
            notes=self.notes,
            events=self.retailer_events,
            now=self._now,
        )

    def send(self, after: timedelta = timedelta(0)) -> None:
        """Send what is due, so much later."""
        self.now += after
        self.sender("notifier-passing").step()

    def rows(self, columns: str = "trigger, state, detail") -> list[tuple[Any, ...]]:
        """The ledger in the order in which it was planned."""
        return self.execute(f"SELECT {columns} FROM ledger ORDER BY number")

    def execute(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a statement as the worker."""
        with transaction(self.pool) as connection:
            cursor = connection.execute(query.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def events(self) -> list[tuple[str, Notification]]:
        """The notifications that wait to be published, each with its ce_id."""
        found = []
        for entry in notifications(self.pool).pending(1_000):
            for one in entry.messages:
                message = decode(one.key, one.value, one.headers)
                assert isinstance(message, Envelope)
                assert isinstance(message.body, Notification)
                found.append((message.id, message.body))
        return found

    def parked(self) -> list[str]:
        """Why records were parked."""
        rows = self.execute("SELECT messages FROM outbox ORDER BY partition, id")
        letters = [packed.message for (messages,) in rows for packed in unpack(messages)]
        return [(dict(one.headers)["dl_reason"] or b"").decode() for one in letters]

    def _now(self) -> datetime:
        return self.now

    def _handle(self, work: Work) -> None:
        self._inbox.on_batch(work)
        if self.dies:
            raise ConnectionAbortedError

    def _record(self, topic: str, key: bytes, value: bytes | None, headers: Any) -> Arrived:
        offset = self._offsets[topic]
        self._offsets[topic] += 1
        return Arrived(topic, 0, offset, self.now, key, value, headers)

    def _mailer(self) -> Mailer:
        server = Server(
            host="127.0.0.1",
            port=self.post.port,
            security="none",
            user=None,
            password=None,
            timeout_s=10,
        )
        sender, url = "post@track.example", "https://track.example"
        return Mailer(server, sender=sender, public_url=url, now=lambda: self.now)

    def _texter(self) -> Texter:
        return Texter(self._client, url=self.texts.url, sender="Waymark")


@contextmanager
def notifying(database: Databases) -> Iterator[Notifying]:
    """A database, a mail server and an SMS provider of one test."""
    with ExitStack() as stack:
        urls = database("notifier")
        pool = stack.enter_context(make_pool(urls.worker, name="test", most=16))
        post, texts = stack.enter_context(post_office()), stack.enter_context(sms_provider())
        client = stack.enter_context(httpx.Client(timeout=10, **LOCAL))
        yield Notifying(urls, pool, post, texts, client)
