"""The live stream: events are put together from any pieces, and a break loses none."""

import asyncio
from itertools import islice, pairwise

import httpx
import msgspec
import pytest
from client_given import QUICK, Service, problem
from hypothesis import given
from hypothesis import strategies as st
from waymark_client import ForbiddenError, UnreachableError
from waymark_client.sse import EventReader, ServerSentEvent

CHANGE = {
    "retailer": "nordlicht",
    "carrier": "ups",
    "number": "1ZK7R24W0310048711",
    "generation": 1,
    "version": 3,
    "status": {"milestone": "accepted", "reason": "progress.update", "journey": "j"},
    "cause": "scan",
    "caused_by": "f",
    "known_at": "2026-03-12T09:00:00Z",
}
WRITTEN = (
    ": still here\r\n\r\n"
    'id: 1\nevent: status\ndata: {"say":"a\u2028b\u0085c"}\n\n'
    "id: 2\r\n\r\n"
    "event: status\rdata: one\rdata:two\r\r"
    "event: status\r\ndata: three\r\nid: 3\r\n\r\n"
    "data: cut off"
).encode()
MEANT = [
    ServerSentEvent("status", '{"say":"a\u2028b\u0085c"}', "1"),
    ServerSentEvent("status", "one\ntwo", "2"),
    ServerSentEvent("status", "three", "3"),
]


@given(st.lists(st.integers(0, len(WRITTEN)), max_size=12))
def test_events_do_not_depend_on_how_the_network_cuts_them(cuts: list[int]) -> None:
    """Also within a CRLF and within a sign; U+2028 and U+0085 end no line."""
    places = [0, *sorted(cuts), len(WRITTEN)]
    reader = EventReader()

    found = [event for start, end in pairwise(places) for event in reader.feed(WRITTEN[start:end])]

    assert found == MEANT
    assert reader.last_id == "3"


def test_events_can_come_byte_by_byte() -> None:
    """The longest way to say them."""
    reader = EventReader()

    assert [one for n in WRITTEN for one in reader.feed(bytes([n]))] == MEANT


def said(cursor: str) -> bytes:
    data = msgspec.json.encode({"id": "shp_1", "change": CHANGE})
    return b"id: %b\nevent: status\ndata: %b\n\n" % (cursor.encode(), data)


def streamed(*parts: bytes) -> httpx.Response:
    return httpx.Response(
        200, headers={"content-type": "text/event-stream"}, content=b"".join(parts)
    )


def resumed_from(service: Service) -> list[str | None]:
    return [request.headers.get("last-event-id") for request in service.asked]


def test_a_break_is_resumed_where_it_was() -> None:
    """After the last whole event; what was cut off comes again, and what is only an id counts."""
    service = Service(
        streamed(b"id: start\n\n"),
        httpx.ReadError("broke off"),
        streamed(said("one"), said("two"), said("three")[:-9]),
        problem(503, "unavailable", Retry_After="0"),
        streamed(said("three")),
    )

    with service.client() as waymark:
        changes = list(islice(waymark.stream(), 3))

    assert [change.cursor for change in changes] == ["one", "two", "three"]
    assert resumed_from(service) == [None, "start", "start", "two", "two"]
    assert changes[0].change.status.milestone == "accepted"


def test_the_async_stream_is_the_same() -> None:
    """`async for`, from a cursor that was kept."""
    service = Service(streamed(said("one")), streamed(said("two")))

    async def two() -> list[str]:
        found: list[str] = []
        async with service.async_client() as waymark:
            async for change in waymark.stream(after="kept"):
                found.append(change.cursor)
                if len(found) == 2:
                    break
        return found

    assert asyncio.run(two()) == ["one", "two"]
    assert resumed_from(service) == ["kept", "one"]


def test_what_cannot_get_better_ends_the_stream() -> None:
    """A key without the scope is told once."""
    service = Service(problem(403, "forbidden"))

    with service.client() as waymark, pytest.raises(ForbiddenError):
        next(waymark.stream())

    assert len(service.asked) == 1


def test_a_service_that_stays_away_ends_the_stream() -> None:
    """After as many breaks in a row as a call is tried."""
    service = Service(httpx.ConnectError("refused"))

    with service.client() as waymark, pytest.raises(UnreachableError):
        next(waymark.stream())

    assert len(service.asked) == QUICK.attempts
