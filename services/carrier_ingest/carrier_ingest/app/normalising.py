"""The normaliser: raw payloads to facts, one transaction a batch, only what is new."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from psycopg import Connection
from waymark_events.codec import Envelope
from waymark_events.messages.carriers import PayloadReceived
from waymark_runtime.consumer import Work
from waymark_runtime.records import Arrived

from carrier_ingest import counters
from carrier_ingest.carriers.dialect import Conventions, Dialect, RawPayload
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.domain.facts import Origin
from carrier_ingest.domain.news import News, news_of, shipments_of
from carrier_ingest.store import accounts, plans, said


class Payload(Struct, frozen=True):
    """A raw payload and the record that carried it."""

    record: Arrived
    envelope: Envelope
    body: PayloadReceived


class Normaliser:
    """Turns batches of raw payloads into facts. Settings versions are kept: they never change."""

    def __init__(self, dialects: Mapping[str, Dialect]) -> None:
        self._dialects = dialects
        self._conventions: dict[tuple[str, str, int], Conventions] = {}

    def take(self, work: Work, payloads: Iterable[Payload]) -> None:
        """Publish what is new in these payloads, park what cannot be read, remember the rest."""
        read = list(self._readable(work, payloads))
        shipments = {s for one in read for s in shipments_of(one.heard, one.origin)}
        memory = said.lock(work.connection, shipments)
        told = [(one, news_of(one.heard, one.origin, memory)) for one in read]
        for one, news in told:
            _record(work, one, news)
        spoken = {envelope.subject for _, news in told for _, envelope in news.messages}
        said.save(work.connection, {s: memory[s] for s in memory if s in spoken})
        _count_unmapped(work, told)
        _ring(work, read)

    def _readable(self, work: Work, payloads: Iterable[Payload]) -> Iterator["_Read"]:
        for payload in payloads:
            work.go_on()
            try:
                yield self._read(work.connection, payload)
            except _UnreadableError as fault:
                work.park(payload.record, fault.reason, str(fault))

    def _read(self, connection: Connection, payload: Payload) -> "_Read":
        body = payload.body
        dialect = self._dialects.get(body.dialect)
        if dialect is None:
            raise _UnreadableError("unknown_dialect", f"no dialect {body.dialect!r} is built in")
        settings = self._settings(connection, body) if dialect.needs_account else Conventions()
        raw = _raw(body, settings)
        origin = Origin(
            retailer=body.retailer,
            account=body.account,
            dialect=dialect.name,
            channel=body.channel,
            mapping_version=dialect.mapping_version,
            observed_at=payload.record.first_appended_at,
            traceparent=payload.envelope.traceparent,
        )
        return _Read(payload.record, origin, _heard(dialect, raw, origin))

    def _settings(self, connection: Connection, body: PayloadReceived) -> Conventions:
        key = (body.retailer, body.account, body.settings_version)
        if key not in self._conventions:
            found = accounts.settings(connection, *key)
            if found is None:
                raise _UnreadableError("unknown_settings", _no_settings(body))
            self._conventions[key] = found
        return self._conventions[key]


class _Read(Struct, frozen=True):
    record: Arrived
    origin: Origin
    heard: Heard


class _UnreadableError(Exception):
    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def _heard(dialect: Dialect, raw: RawPayload, origin: Origin) -> Heard:
    """What the dialect hears. It is pure, so a fault of its own would come back for ever."""
    try:
        heard = dialect.parse(raw)
        shipments_of(heard, origin)
    except Exception as fault:
        detail = f"the dialect {dialect.name} failed with {type(fault).__name__}"
        raise _UnreadableError("dialect_failed", detail) from fault
    return heard


def _raw(body: PayloadReceived, conventions: Conventions) -> RawPayload:
    return RawPayload(
        body=body.body,
        channel=body.channel,
        content_type=body.content_type,
        asked=body.asked,
        conventions=conventions,
    )


def _record(work: Work, one: _Read, news: News) -> None:
    for topic, envelope in news.messages:
        work.publish(one.record, topic, envelope)
    if news.trouble is not None:
        work.park(one.record, *news.trouble)
    counters.HEARD.labels(one.origin.dialect, one.origin.channel).inc(len(one.heard.statements))
    counters.NEW.labels(one.origin.dialect, one.origin.channel).inc(len(news.messages))


def _ring(work: Work, read: Sequence[_Read]) -> None:
    """What carriers only rang for is asked for now: the poll that follows says what happened."""
    rung = {one.origin.shipment(bell) for one in read for bell in one.heard.bells}
    if rung:
        plans.ask_now(work.connection, rung, read[-1].record.appended_at)


def _count_unmapped(work: Work, told: Sequence[tuple[_Read, News]]) -> None:
    codes = [code for _, news in told for code in news.unmapped]
    for carrier, code in codes:
        counters.UNMAPPED.labels(carrier, code).inc()
    if codes:
        said.count_unmapped(work.connection, codes, told[-1][0].record.appended_at)


def _no_settings(body: PayloadReceived) -> str:
    return (
        f"account {body.retailer}/{body.account} has no settings version {body.settings_version}; "
        "payloads name one that was in force when they came"
    )
