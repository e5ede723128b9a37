"""What a shop knows of its orders from what it heard alone: nothing is asked."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]


class Heard:
    """Orders, statuses and notifications out of events, as an integrator would keep them.

    An event comes more than once, and an older one may come behind a newer: ids are remembered,
    and of two states the one with the higher version stays. `order` answers in the read API's form.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._ids: set[str] = set()
        self._orders: dict[str, Json] = {}
        self._statuses: dict[tuple[str, str], Json] = {}
        self._told: dict[str, list[Json]] = {}
        self._answers: dict[str, tuple[str, Json]] = {}

    def take(self, event_id: str, kind: str, body: Json) -> None:
        """Keep what an event says."""
        with self._changed:
            if event_id not in self._ids:
                self._ids.add(event_id)
                self._keep(kind, body)
                self._changed.notify_all()

    def order(self, reference: str) -> Json | None:
        """An order with its parcels and who was told, as far as it was heard."""
        with self._changed:
            state = self._orders.get(reference)
            if state is None:
                return None
            return {
                "order": state,
                "parcels": [{"legs": self._legs(parcel)} for parcel in state.get("parcels", ())],
                "told": list(self._told.get(state["order_id"], ())),
            }

    def answer(self, command: str, within_s: float) -> tuple[str, Json] | None:
        """Type and body of the answer to a command; None when it did not come in time."""
        with self._changed:
            self._changed.wait_for(lambda: command in self._answers, within_s)
            return self._answers.get(command)

    def _keep(self, kind: str, body: Json) -> None:
        if kind == "shipment.status_changed.v1":
            _newest(self._statuses, (body["carrier"], body["number"]), body, _place)
        elif kind.startswith("intake."):
            self._answers[body["command_id"]] = (kind, body)
        elif kind.startswith("order."):
            _newest(self._orders, body["order"]["reference"], body["order"], _version)
        elif kind == "notification.sent.v1":
            self._told.setdefault(body["order_id"], []).append({**body, "outcome": "sent"})

    def _legs(self, parcel: Json) -> list[Json]:
        """The legs of which a status was heard."""
        known = (
            (leg, self._statuses.get((leg["carrier"], leg["number"]))) for leg in parcel["legs"]
        )
        return [{"number": leg["number"], "status": said["status"]} for leg, said in known if said]


def _newest(kept: dict[Any, Json], name: object, body: Json, order: Callable[[Json], Any]) -> None:
    before = kept.get(name)
    if before is None or order(before) < order(body):
        kept[name] = body


def _place(status: Mapping[str, Any]) -> tuple[int, int]:
    return status["generation"], status["version"]


def _version(order: Mapping[str, Any]) -> int:
    return int(order["version"])
