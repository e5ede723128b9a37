"""What the read API says of the day's orders: asked twice a second, by one reader for all."""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self

import httpx

from waymark_tools.demo.guests.heard import Heard

Json = dict[str, Any]
_EVERY_S: Final = 0.5
_PATH: Final = "/v1/orders"


class Observer:
    """The latest documents by order reference. A context manager: it reads while inside.

    The orders of the shops that listen are as those heard of them: nobody asks for them.
    """

    def __init__(self, origin: str, key: str, ears: Sequence[Heard] = ()) -> None:
        self._ears = ears
        self._http = httpx.Client(
            base_url=origin,
            headers={"Authorization": f"Bearer {key}"},
            timeout=10.0,
            trust_env=False,
        )
        self._changed = threading.Condition()
        self._orders: Mapping[str, Json] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read_on, name="observer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()
        self._http.close()

    @property
    def orders(self) -> Mapping[str, Json]:
        """All orders as they were last read."""
        return self._orders

    def order(self, reference: str) -> Json | None:
        """An order as it was last read, or heard."""
        heard = (ear.order(reference) for ear in self._ears)
        return next((one for one in heard if one is not None), self._orders.get(reference))

    def wait(self, condition: Callable[[], bool], within_s: float) -> bool:
        """Wait until what was read fulfils a condition; False when it did not in time."""
        with self._changed:
            return self._changed.wait_for(condition, within_s)

    def _read_on(self) -> None:
        while not self._stop.wait(_EVERY_S):
            with suppress(httpx.TransportError, KeyError, ValueError):
                self._read()
            self._tell()

    def _read(self) -> None:
        answer = self._http.get(_PATH, params={"limit": "50"})
        if answer.status_code != httpx.codes.OK:
            return
        self._orders = {item["order"]["reference"]: item for item in answer.json()["items"]}

    def _tell(self) -> None:
        """Whoever waits looks again: what was heard may have moved though nothing was read."""
        with self._changed:
            self._changed.notify_all()


def status_of(order: Json | None, number: str) -> Json | None:
    """The status of the leg with this number; None when it is not there yet."""
    for parcel in (order or {}).get("parcels", ()):
        for leg in parcel["legs"]:
            if leg["number"] == number:
                status: Json = leg["status"]
                return status
    return None


def told_of(order: Json | None, channel: str = "email") -> list[str]:
    """The triggers that were told by a channel, oldest first."""
    told = [one for one in (order or {}).get("told", ()) if one["outcome"] == "sent"]
    ordered = sorted(told, key=lambda one: str(one["at"]))
    return [str(one["trigger"]) for one in ordered if one["channel"] == channel]
