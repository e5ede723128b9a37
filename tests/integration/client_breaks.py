"""Connections that break where it hurts: after the service has done what it was asked."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from threading import Event, Thread

import httpx
from integration.client_world import World
from kit.waiting import eventually
from waymark_client import Retry, Waymark

QUICK = Retry(attempts=4, first_wait_s=0.05)
NUMBER = "1ZK7R24W0310100538"
WAY = ("unknown", "accepted", "in_transit", "out_for_delivery", "delivered")


class Breaking(httpx.BaseTransport):
    """The network between: of each call the first answers are lost, a stream ends after a while."""

    def __init__(self, lost: int = 0, chunks: int | None = None) -> None:
        self._real = httpx.HTTPTransport()
        self._lost = lost
        self._chunks = chunks
        self.broke = 0
        self.began = Event()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._real.handle_request(request)
        if self._chunks is not None:
            return httpx.Response(
                response.status_code, headers=response.headers, stream=_Cut(self, response)
            )
        response.read()
        if self.broke < self._lost:
            self.broke += 1
            raise httpx.ReadError("the answer is lost", request=request)
        return response

    def close(self) -> None:
        self._real.close()

    def cut(self, response: httpx.Response) -> Iterator[bytes]:
        """The beginning of a stream, and then nothing."""
        for chunk in islice(response.iter_raw(), self._chunks):
            yield chunk
            self.began.set()
        self.broke += 1
        raise httpx.ReadError("the stream is cut")


class _Cut(httpx.SyncByteStream):
    def __init__(self, network: Breaking, response: httpx.Response) -> None:
        self._network = network
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._network.cut(self._response)

    def close(self) -> None:
        self._response.close()


def loses_no_answer(made: World) -> None:
    """Done once, whoever never heard of it: the order is placed, and not found to be there."""
    network = Breaking(lost=2)
    with Waymark(made.origin, made.key, transport=network, retry=QUICK) as waymark:
        placed = waymark.orders.place("SO-LOST")
        again = waymark.orders.confirm(placed.id)

    assert network.broke == 2
    assert (placed.version, again.version) == (1, 2)


def goes_on_where_the_stream_broke(made: World) -> None:
    """Every change once and in order, over a connection that breaks after every two pieces."""
    network, found = Breaking(chunks=2), list[str]()

    def listen() -> None:
        with Waymark(made.origin, made.key, transport=network, retry=QUICK) as waymark:
            for change in waymark.stream():
                if change.change.number == NUMBER:
                    found.append(change.change.status.milestone)
                if found[-1:] == [WAY[-1]]:
                    return

    listening = Thread(target=listen)
    listening.start()
    eventually(network.began.is_set)
    with made.client() as waymark:
        waymark.shipments.track(NUMBER)
    for place, milestone in enumerate(WAY[1:], 1):
        eventually(partial(_has, found, place))
        made.scan(NUMBER, milestone)
    listening.join(20)

    assert found == list(WAY)
    assert network.broke >= len(WAY) - 1


def _has(found: list[str], count: int) -> bool:
    return len(found) == count
