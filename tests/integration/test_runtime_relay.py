"""A relay publishes a committed log in order: it may repeat, it never skips or reorders.

Seen to fail: noting entries before they are published skips them when the broker is away; without
`greatest` a slow second leader moves the number back.
"""

import asyncio
from collections.abc import Sequence

import psycopg
import pytest
from integration.runtime_consuming import TARGET, message, settings_of, until
from kit.broker import Broker
from kit.databases import Databases
from psycopg import Connection
from waymark_runtime.faults import TransientFault
from waymark_runtime.outgoing import Packed, outgoing, pack, unpack
from waymark_runtime.postgres import make_pool
from waymark_runtime.producer import Producer
from waymark_runtime.relay import Entry, LogSource, QueueSource, Relay
from waymark_tools.stack.databases import DatabaseUrls

pytestmark = pytest.mark.integration


@pytest.fixture
def urls(broker: Broker, database: Databases) -> DatabaseUrls:
    broker.create_topics(TARGET)
    made = database("order")
    with psycopg.connect(made.owner) as owner:
        owner.execute("CREATE TABLE logged (id bigint PRIMARY KEY, body bytea NOT NULL)")
        owner.execute("GRANT ALL ON logged TO order_worker")
        for number in range(0, 60, 2):  # numbers of a log have holes
            body = pack([Packed(number, outgoing(TARGET, message(number)))])
            owner.execute("INSERT INTO logged VALUES (%s, %s)", [number + 1, body])
    return made


def after(connection: Connection, last: int, limit: int) -> Sequence[Entry]:
    rows = connection.execute(
        "SELECT id, body FROM logged WHERE id > %s ORDER BY id LIMIT %s", [last, min(limit, 7)]
    )
    return [Entry(number, [one.message for one in unpack(body)]) for number, body in rows]


def oldest(connection: Connection, limit: int) -> Sequence[Entry]:
    return after(connection, 0, limit)


def delete(connection: Connection, numbers: Sequence[int]) -> None:
    connection.execute("DELETE FROM logged WHERE id = ANY(%s)", [list(numbers)])


def published(broker: Broker) -> list[int]:
    return [int(dict(one.headers)["ce_id"]) for one in broker.consume_all(TARGET)]


def first_occurrences(numbers: list[int]) -> list[int]:
    return list(dict.fromkeys(numbers))


def test_a_log_is_relayed_in_order(broker: Broker, urls: DatabaseUrls) -> None:
    """All entries, holes or not, once and in order; one leads, the other waits."""

    async def scenario() -> None:
        settings = settings_of(broker, urls)
        producer, stopping = Producer(settings), asyncio.Event()
        await producer.start()
        with make_pool(urls.worker, name="test") as pool:
            source = LogSource("log", pool, after)
            relays = [Relay(source, producer, urls.worker) for _ in range(2)]
            running = [asyncio.create_task(relay.run(stopping)) for relay in relays]
            await until(lambda: len(published(broker)) >= 30)
            stopping.set()
            await asyncio.gather(*running)
        await producer.stop()

    asyncio.run(scenario())

    assert published(broker) == list(range(0, 60, 2))


def test_two_leaders_repeat_but_never_reorder(broker: Broker, urls: DatabaseUrls) -> None:
    """When a lock is lost unnoticed, two relays send at once, each in order from a saved prefix."""

    async def scenario() -> None:
        settings = settings_of(broker, urls)
        producers = [Producer(settings), Producer(settings)]
        for producer in producers:
            await producer.start()
        with make_pool(urls.worker, name="test") as pool:
            relays = [Relay(LogSource("log", pool, after), one, urls.worker) for one in producers]
            await asyncio.gather(*(drain(relay) for relay in relays))
            assert not await relays[0].step()
        for producer in producers:
            await producer.stop()

    asyncio.run(scenario())

    assert first_occurrences(published(broker)) == list(range(0, 60, 2))


def test_a_crash_after_sending_repeats(broker: Broker, urls: DatabaseUrls) -> None:
    """What was acknowledged and not noted goes out again; nothing is left out."""

    async def scenario() -> None:
        producer = Producer(settings_of(broker, urls))
        await producer.start()
        with make_pool(urls.worker, name="test") as pool:
            source = LogSource("log", pool, after)
            sent = [one for entry in source.pending(7) for one in entry.messages]
            await producer.publish_all(sent)
            await drain(Relay(source, producer, urls.worker))
        await producer.stop()

    asyncio.run(scenario())

    numbers = published(broker)
    assert numbers[7:14] == numbers[:7]
    assert first_occurrences(numbers) == list(range(0, 60, 2))


def test_what_the_broker_did_not_take_stays(broker: Broker, urls: DatabaseUrls) -> None:
    """A step that cannot publish notes nothing: the same entries are pending after it."""

    async def scenario() -> None:
        closed = Producer(settings_of(broker, urls))
        with make_pool(urls.worker, name="test") as pool:
            source = LogSource("log", pool, after)
            before = source.pending(7)
            with pytest.raises(TransientFault):
                await Relay(source, closed, urls.worker).step()
            assert source.pending(7) == before

    asyncio.run(scenario())


def test_a_slow_leader_moves_nothing_back(urls: DatabaseUrls) -> None:
    """The number of a log never falls, whoever notes last."""
    with make_pool(urls.worker, name="test") as pool:
        source = LogSource("log", pool, after)
        slow = source.pending(3)
        source.published(source.pending(7))
        further = source.pending(7)

        source.published(slow[:3])

        assert source.pending(7) == further


def test_a_queue_is_emptied(broker: Broker, urls: DatabaseUrls) -> None:
    """Rows are deleted once they were acknowledged, also one whose number committed late."""

    async def scenario() -> None:
        producer = Producer(settings_of(broker, urls))
        await producer.start()
        with make_pool(urls.worker, name="test") as pool:
            relay = Relay(QueueSource("queue", pool, oldest, delete), producer, urls.worker)
            await drain(relay)
            with psycopg.connect(urls.worker) as late:
                body = pack([Packed(0, outgoing(TARGET, message(77)))])
                late.execute("INSERT INTO logged VALUES (2, %s)", [body])
            await drain(relay)
        await producer.stop()

    asyncio.run(scenario())

    assert published(broker) == [*range(0, 60, 2), 77]
    with psycopg.connect(urls.worker) as connection:
        assert connection.execute("SELECT count(*) FROM logged").fetchone() == (0,)


async def drain(relay: Relay) -> None:
    """Step until there is nothing more."""
    while await relay.step():
        pass
