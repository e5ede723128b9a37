"""Dead letters go back to where they came from, or for good, against a real broker and database."""

import asyncio
from datetime import timedelta

import pytest
from integration.runtime_consuming import PARKED, SOURCE, Place, message, until
from integration.test_operator_command import ask
from kit.broker import Broker
from kit.databases import Databases
from waymark_events.codec import encode
from waymark_runtime.consumer import Work
from waymark_runtime.faults import PoisonRecord
from waymark_tools.stack.servers import Servers

pytestmark = pytest.mark.integration


class Service:
    """A consumer that cannot read odd numbers until it is mended."""

    def __init__(self) -> None:
        self.mended = False
        self.late: list[timedelta] = []

    def keep(self, work: Work) -> None:
        """Write down each value once, whatever comes twice."""
        for record in work.records:
            if not self.mended and record.value in {b"1", b"3"}:
                raise PoisonRecord(record, "odd" if record.value == b"1" else "very_odd", "odd")
            self.late.append(record.appended_at - record.first_appended_at)
            work.connection.execute(
                "INSERT INTO seen SELECT %s, %s, %s WHERE NOT EXISTS"
                " (SELECT FROM seen WHERE value = %s)",
                [record.partition, record.offset, record.value, record.value],
            )


def test_a_redrive_after_a_fix_ends_as_if_nothing_had_happened(
    stack: Servers, broker: Broker, database: Databases
) -> None:
    """The records are applied, know when they were first there, and the topic is empty.

    Seen to fail: without the cut the letters are listed again; with their place's headers left on
    they are not the bytes that came.
    """
    place, service = Place(broker, database("projection")).prepare(), Service()
    place.send(b"0", b"1", b"2", b"3")

    async def scenario() -> None:
        async with place.consuming(service.keep):
            await until(lambda: place.following() == 4 and len(place.parked()) == 2)
            service.mended = True
            code, redriven = await asyncio.to_thread(
                ask, stack, broker, "dead-letters", "redrive", "--service", "projection"
            )
            assert (code, [row["reason"] for row in redriven]) == (0, ["odd", "very_odd"])
            await until(lambda: place.following() == 6)

    asyncio.run(scenario())

    assert sorted(place.seen()) == [b"0", b"1", b"2", b"3"]
    assert ask(stack, broker, "dead-letters", "list") == (0, [])
    assert [late > timedelta() for late in service.late[-2:]] == [True, True]
    own = [[name for name, _ in one.headers] for one in broker.consume_all(SOURCE)[-2:]]
    assert own == [["first_appended_at"], ["first_appended_at"]]


def test_only_what_is_named_leaves_and_the_rest_stays_whole(stack: Servers, broker: Broker) -> None:
    """By reason, or by place; a letter that stays keeps bytes, headers and reason."""
    broker.create_topics(SOURCE, PARKED)
    for number, reason in enumerate((b"a", b"b", b"a", b"c")):
        encoded = encode(message(number))
        origin = [
            ("dl_topic", SOURCE.encode()),
            ("dl_partition", b"5"),
            ("dl_offset", b"%d" % number),
        ]
        broker.send(PARKED, b"k", encoded.value, [*encoded.headers, *origin, ("dl_reason", reason)])
    before = {one.value: one.headers for one in broker.consume_all(PARKED)}

    refused, _ = ask(stack, broker, "dead-letters", "redrive", "--service", "order", "--place", "x")
    ask(stack, broker, "dead-letters", "discard", "--service", "projection", "--reason", "a")
    _, left = ask(stack, broker, "dead-letters", "list")
    ask(stack, broker, "dead-letters", "redrive", "--service", "projection", "--reason", "c")
    _, last = ask(stack, broker, "dead-letters", "list")

    assert refused == 1
    assert sorted(row["reason"] for row in left) == ["b", "c"]
    assert [row["reason"] for row in last] == ["b"]
    (stays,) = broker.consume_all(PARKED)
    assert stays.headers == before[stays.value]
    (back,) = broker.consume_all(SOURCE)
    assert (back.partition, back.headers) == (5, encode(message(3)).headers)
