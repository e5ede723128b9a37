"""A reader of one retailer's live stream that goes on, after each break, from where it was."""

import json
import threading
from collections.abc import Callable, Iterator

import httpx
from faults.notes import Notes
from faults.stage import Stage
from faults.workload.shops import Shop
from waymark_events.topics import Service
from waymark_tools.stack.ports import HOST


def stream(stage: Stage, shop: Shop, notes: Notes) -> Callable[[threading.Event], None]:
    """Notes each event with its cursor."""
    url = f"http://{HOST}:{stage.places.web[Service.PROJECTION]}/v1/stream"
    last = {"id": ""}

    def read(stop: threading.Event) -> None:
        headers = {"Authorization": f"Bearer {shop.key}"}
        if last["id"]:
            headers["Last-Event-ID"] = last["id"]
        timeout = httpx.Timeout(5.0, read=20.0)
        with (
            httpx.Client(trust_env=False, timeout=timeout) as http,
            http.stream("GET", url, headers=headers) as answer,
        ):
            answer.raise_for_status()
            for event in _events(answer.iter_lines()):
                if stop.is_set():
                    return
                if "data" in event:
                    notes.write({"id": event["id"], "data": json.loads(event["data"])})
                last["id"] = event.get("id", last["id"])
        stop.wait(0.3)

    return read


def _events(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    """Fields by name; a comment, such as a heartbeat, is an event without any."""
    event: dict[str, str] = {}
    for line in lines:
        name, _, text = line.partition(": ")
        if line:
            event[name] = text
            continue
        yield event
        event = {}
