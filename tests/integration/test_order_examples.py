"""Every example of the API's description does what it says, on a real database."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from integration.order_programs import Programs, programs
from integration.order_rig import Api
from integration.order_told import status_of
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from waymark_events.vocabulary import Milestone

pytestmark = pytest.mark.integration
ORDER = "/v1/orders/{order}"
IN_TURN = (
    ("/v1/orders", "post"),
    ("/v1/recipients/{recipient}", "put"),
    (f"{ORDER}/amend", "post"),
    (f"{ORDER}/lines/{{line_no}}/delay", "post"),
    (f"{ORDER}/parcels", "post"),
    (f"{ORDER}/parcels/{{parcel_no}}/promise", "post"),
    (f"{ORDER}/lines/{{line_no}}/cancel", "post"),
    (f"{ORDER}/parcels/{{parcel_no}}/rebook", "post"),
    (f"{ORDER}/returns", "post"),
    (f"{ORDER}/refunds", "post"),
    ("/v1/shipments", "post"),
    ("/v1/orders:batch", "post"),
    ("/v1/shipments:batch", "post"),
    ("/v1/orders:import", "post"),
    ("/v1/shipments:import", "post"),
)
FILES = {"application/x-ndjson", "text/csv"}


def test_every_example_of_the_description_can_be_sent(broker: Broker, database: Databases) -> None:
    """Taken from what is served, one after the other upon one order; none is left out."""
    with programs(broker, database("order")) as (running, api):
        tried(running, api)


def tried(running: Programs, api: Api) -> None:
    described = api.client.get("/v1/openapi.json").json()["paths"]
    examples = dict(_examples(described))
    assert set(examples) == set(IN_TURN)

    names: dict[str, Any] = {"line_no": 1, "parcel_no": 1}
    for path, method in IN_TURN:
        if path.endswith(":import"):
            imported(api, path, described[path][method]["requestBody"]["content"])
            continue
        document = sent(api, method, path.format(**names), examples[path, method])
        if path == "/v1/orders":
            names |= {"order": document["id"], "recipient": document["recipients"][0]["id"]}
        if path.endswith("/rebook"):
            running.tell("shipment.status.v1", status_of(document, Milestone.DELIVERED, 1))


def imported(api: Api, path: str, content: dict[str, Any]) -> None:
    """Send an example in each of its forms; every item of it is made."""
    assert set(content) == FILES
    for media_type, one in content.items():
        headers = api.headers(Content_Type=media_type)
        answer = api.client.post(path, content=one["example"].encode(), headers=headers)
        summary = json.loads(answer.text.splitlines()[-1])["summary"]
        assert (summary["made"], summary["refused"]) == (2, 0), answer.text


def sent(api: Api, method: str, path: str, body: Any) -> Any:
    """Send an example; what is to come back must first have been heard to be delivered."""
    send = api.put if method == "put" else api.post

    def answered() -> Any:
        answer = send(path, body)
        assert answer.status_code in {200, 201}, f"{method} {path}: {answer.text}"
        document = answer.json()
        assert not document.get("refused"), answer.text
        return document

    return eventually(answered) if path.endswith("/returns") else answered()


def _examples(described: dict[str, Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    for path, methods in described.items():
        for method, operation in methods.items():
            body = operation.get("requestBody")
            if body is not None:
                yield (path, method), body["content"].get("application/json", {}).get("example")
