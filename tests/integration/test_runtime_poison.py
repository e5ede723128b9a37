"""What can never work is parked inside the transaction, and the position moves past it.

Seen to fail: with `poison` not handed to the applier again, and with parking outside of the
transaction, `following` stays behind.
"""

import asyncio

import pytest
from integration.runtime_consuming import Place, until
from kit.broker import Broker
from kit.databases import Databases
from waymark_runtime.consumer import BatchHandler, Work
from waymark_runtime.faults import PoisonRecord, TransientFault

pytestmark = pytest.mark.integration
CASES = {
    "first": [b"poison", b"a", b"b"],
    "middle": [b"a", b"poison", b"b"],
    "last": [b"a", b"b", b"poison"],
    "alone": [b"poison"],
    "twice": [b"poison", b"a", b"poison", b"b"],
}


@pytest.fixture
def place(broker: Broker, database: Databases) -> Place:
    return Place(broker, database("projection")).prepare()


def keep(work: Work) -> None:
    """Write down what was applied."""
    for record in work.records:
        work.connection.execute(
            "INSERT INTO seen VALUES (%s, %s, %s)",
            [record.partition, record.offset, record.value],
        )


def poisoned(work: Work) -> None:
    """A handler that names the record that cannot work."""
    keep(work)
    for record in work.records:
        if record.value == b"poison":
            raise PoisonRecord(record, "bad", "it says poison")


def decode_all(work: Work) -> None:
    """Let the runtime look at every record."""
    assert list(work.steps()) == []


def broken(work: Work) -> None:
    """A handler that stumbles and does not know over what."""
    keep(work)
    if any(record.value == b"poison" for record in work.records):
        raise ZeroDivisionError


@pytest.mark.parametrize("handler", [poisoned, broken])
@pytest.mark.parametrize("case", CASES)
def test_poison_is_parked_wherever_it_stands(
    place: Place, case: str, handler: BatchHandler
) -> None:
    """Poison first, in the middle, last, alone or twice: next = last + 1, the others applied."""
    values = CASES[case]
    place.send(*values)

    async def scenario() -> None:
        async with place.consuming(handler):
            await until(lambda: place.following() == len(values) and place.owed() == 0)

    asyncio.run(scenario())

    assert place.seen() == [value for value in values if value != b"poison"]
    reason = b"bad" if handler is poisoned else b"handler_failed"
    assert place.parked() == [(b"poison", reason)] * values.count(b"poison")


def test_a_null_header_is_parked_with_its_bytes(place: Place) -> None:
    """A header that is null, or no UTF-8, neither stops the parser nor is it skipped."""
    place.broker.send("shipment.events.v1", b"k", b"v", [("ce_id", None)])
    place.broker.send("shipment.events.v1", b"k", b"w", [("ce_id", b"\xff")])
    place.broker.send("shipment.events.v1", None, b"x", [])
    place.broker.send("shipment.events.v1", b"k", None, [])

    async def scenario() -> None:
        async with place.consuming(decode_all):
            await until(lambda: place.following() == 4 and place.owed() == 0)

    asyncio.run(scenario())

    letters = {
        (one.value, dict(one.headers)["dl_reason"]): one
        for one in place.broker.consume_all("projection.dead-letters.v1")
    }
    assert letters[b"v", b"null_header"].headers[0] == ("ce_id", None)
    assert letters[b"w", b"bad_header"].headers[0] == ("ce_id", b"\xff")
    assert len(letters) == 4


def test_a_transient_fault_is_tried_again_and_nothing_is_lost(place: Place) -> None:
    """What fails for now is applied once when it works."""
    tries = []

    def handler(work: Work) -> None:
        keep(work)
        tries.append(1)
        if len(tries) < 3:
            raise TransientFault("not yet")

    place.send(b"a", b"b")

    async def scenario() -> None:
        async with place.consuming(handler):
            await until(lambda: place.following() == 2)

    asyncio.run(scenario())

    assert place.seen() == [b"a", b"b"]
    assert place.parked() == []


def test_what_never_comes_is_parked_alone_when_the_budget_is_spent(place: Place) -> None:
    """Such as a retailer nobody announces: its records are parked with the reason, others go on."""

    def handler(work: Work) -> None:
        keep(work)
        if any(record.value == b"poison" for record in work.records):
            raise TransientFault("retailer 'nobody' is not known here", "unknown_retailer")

    place.send(b"a", b"poison", b"b")

    async def scenario() -> None:
        async with place.consuming(handler):
            await until(lambda: place.following() == 3 and place.owed() == 0)

    asyncio.run(scenario())

    assert place.seen() == [b"a", b"b"]
    assert place.parked() == [(b"poison", b"unknown_retailer")]
