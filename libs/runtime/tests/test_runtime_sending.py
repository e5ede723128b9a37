"""What goes out of the outbox: once by a process, and again where the database was set back."""

import asyncio
from collections.abc import Sequence

from waymark_runtime.consumer.sending import Owing, Sender
from waymark_runtime.outgoing import Outgoing, Packed
from waymark_runtime.records import Place

PLACE: Place = ("shipment.events.v1", 0)


class Rows:
    """An outbox in memory; `there` is what it has, by number."""

    def __init__(self) -> None:
        self.there: dict[int, Sequence[Packed]] = {}

    async def waiting(self, places: Sequence[Place]) -> Owing:
        del places
        return dict(sorted(self.there.items()))

    async def forget(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self.there.pop(number, None)


def row(cause: int, key: bytes = b"a") -> list[Packed]:
    """One message caused at an offset."""
    return [Packed(cause, Outgoing("shipment.status.v1", key, b"%d" % cause, ()))]


def sent(*steps: Owing, rows: Rows) -> list[int]:
    """The causes that went out when these were owed one after the other."""
    out: list[int] = []

    async def publish(messages: Sequence[Outgoing]) -> None:
        out.extend(int(one.value or b"0") for one in messages)

    async def play() -> None:
        sender = Sender(rows, publish)
        for owing in steps:
            rows.there |= owing
            await sender.send([PLACE], owing)

    asyncio.run(play())
    return out


def test_what_another_call_has_published_does_not_go_out_again() -> None:
    """A transaction that committed meanwhile had still seen the row; it is gone afterwards."""
    rows = Rows()

    assert sent({7: row(1)}, {7: row(1), 8: row(2)}, rows=rows) == [1, 2]
    assert rows.there == {}


def test_a_number_that_is_given_again_is_another_row() -> None:
    """A restored database gives numbers anew: by number alone a status was left out, and came
    after the next one.
    """
    rows = Rows()

    assert sent({7: row(1)}, {7: row(2)}, {8: row(3)}, rows=rows) == [1, 2, 3]
    assert rows.there == {}
