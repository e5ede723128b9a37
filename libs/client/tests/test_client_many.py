"""Many at once: a result for each, whatever became of it; and an answer that broke off is none."""

import msgspec
import pytest
from client_given import Service, answer
from waymark_client import NewOrder, NewShipment, UnreadableError

MADE = {"status": 201, "id": "ord_1", "version": 1, "reference": "SO-1", "tracking_url": "http://t"}
WRONG = {
    "type": "urn:x",
    "title": "Conflict",
    "status": 409,
    "code": "order_exists",
    "detail": "it",
}
REFUSED = {"status": 409, "reference": "SO-2", "problem": WRONG}
ENDED = {"done": 2, "accepted": 1, "refused": 1, "made": 1, "unchanged": 0, "complete": True}


def lines(*records: object) -> bytes:
    return b"".join(msgspec.json.encode(one) + b"\n" for one in records)


def test_each_of_a_batch_has_a_result() -> None:
    """What was refused says why; it raises nothing, for the others were done."""
    items = [MADE | {"index": 0}, REFUSED | {"index": 1}]
    service = Service(answer({"items": items, "made": 1, "unchanged": 0, "refused": 1}))

    with service.client() as waymark:
        done = waymark.orders.place_many([NewOrder(reference="SO-1"), NewOrder(reference="SO-2")])
        waymark.shipments.track_many([NewShipment(number="1Z…")], notify=True)

    assert (done.made, done.refused) == (1, 1)
    assert [one.problem.code for one in done.items if one.problem] == ["order_exists"]
    placed, tracked = service.asked
    assert placed.content == b'{"items":[{"reference":"SO-1"},{"reference":"SO-2"}]}'
    assert (placed.url.path, tracked.url.path) == ("/v1/orders:batch", "/v1/shipments:batch")
    assert tracked.content.endswith(b'"notify":true}')


def test_a_file_is_answered_line_by_line() -> None:
    """Results and progress, and at the end the summary; the file goes as it is."""
    result = lines(
        MADE | {"line": 1, "last_line": 1},
        REFUSED | {"line": 2, "last_line": 4},
        {"progress": {"done": 2, "accepted": 1, "refused": 1}},
        {"summary": ENDED},
    )
    response = answer(None)
    service = Service(type(response)(200, content=result))

    with service.client() as waymark:
        done = waymark.orders.import_file(b"reference\nSO-1\n", form="csv", notify=False)

    assert [(one.line, one.last_line, one.status) for one in done.items] == [
        (1, 1, 201),
        (2, 4, 409),
    ]
    assert done.summary.complete
    (asked,) = service.asked
    assert (asked.headers["content-type"], asked.content) == ("text/csv", b"reference\nSO-1\n")
    assert str(asked.url.params) == "notify=false"


def test_an_import_without_its_last_line_broke_off() -> None:
    """Whoever took it for done would not know of the rest."""
    response = answer(None)
    service = Service(type(response)(200, content=lines(MADE | {"line": 1, "last_line": 1})))

    with service.client() as waymark, pytest.raises(UnreadableError, match="import the file again"):
        waymark.shipments.import_file(b"{}\n")
