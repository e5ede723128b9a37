"""A ledger that was set back to a dump tells nobody anything twice."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from integration.notifier_programs import TOPICS, Programs, programs
from integration.notifier_said import confirmed
from kit.broker import Broker
from kit.databases import Databases
from kit.restoring import Dumps
from kit.waiting import eventually
from msgspec.structs import replace
from notifier_given import BERT, LINK, ORDER, SHOP, booking, parcel, status, when
from notifier_rows import contact
from waymark_events.ids import order_id, parcel_id
from waymark_events.messages.statuses import ShipmentStatusChanged

pytestmark = pytest.mark.integration
KEPT = "id, retailer, order_id, shipment_id, parcel_id, recipient_id, channel, trigger, document,"
ROWS = f"{KEPT} state, detail, planned_at, changed_at"
BERTS = order_id(SHOP, "SO-2")
Service = tuple[Programs, Dumps]


@pytest.fixture
def service(broker: Broker, database: Databases, tmp_path: Path) -> Iterator[Service]:
    with programs(broker, database, tmp_path) as made:
        yield made, database.dumps("notifier", made.urls)


def just(
    number: int, milestone: str = "delivered", minutes: int = 10, **more: Any
) -> ShipmentStatusChanged:
    """What the n-th parcel's status is since some minutes ago."""
    since = datetime.now(UTC) - timedelta(minutes=minutes)
    given: dict[str, Any] = {
        "number": f"1Z{number}",
        "journey": f"j-{number}",
        "since": when(since),
    }
    given |= {"bookings": (booking(parcel_id=parcel_id(ORDER, number)),)}
    return status(milestone, known_at=datetime.now(UTC), **given | more)


def bert(**more: Any) -> ShipmentStatusChanged:
    """Bert's parcel is delivered; of his order nothing was heard."""
    his = booking(order_id=BERTS, parcel_id=parcel_id(BERTS, 1), recipients=(BERT,))
    return just(9, bookings=(his,), **more)


def test_who_was_told_since_the_dump_is_told_nothing_again(service: Service) -> None:
    """Under running programs: mails, corrections, suppressions and erasures of an hour stand."""
    made, dumps = service
    parcels = tuple(map(parcel, range(1, 9)))
    made.start()
    made.tell(confirmed(at=datetime.now(UTC) - timedelta(days=9), parcels=parcels))
    his = replace(contact(), recipient_id=BERT, email="bert@example.org")
    made.tell(contact(phone=None), his)
    made.tell(just(1), bert())
    eventually(lambda: len(made.post.mails) == 1 and _waiting(made))
    eventually(lambda: _is_told(made))
    dump = dumps.take()
    _an_hour(made)
    wanted = _rows(made)

    dumps.put_in_place(dump)

    eventually(lambda: _rows(made) == wanted, within_s=30)
    link = replace(LINK, recipient_id=BERT)
    long_ago = datetime.now(UTC) - timedelta(days=9)
    made.tell(confirmed(long_ago, order_id=BERTS, reference="SO-2", links=(link,)), just(8))
    eventually(lambda: _mailed(made, 8), within_s=30)
    eventually(lambda: _is_told(made))
    assert [row for row in _rows(made) if row in wanted] == wanted
    new = [(str(row[2]), str(row[4])) for row in _rows(made) if row not in wanted]
    assert {one for one in new if one[0] != BERTS} == {(ORDER, parcel_id(ORDER, 8))}
    assert max(Counter(made.post.ids).values()) == 1
    assert "bert@example.org" not in made.post.rcpts
    _one_content_an_id(made)


def _an_hour(made: Programs) -> None:
    """Delivered, taken back, delivered again; two more; and Bert is forgotten."""
    made.tell(just(2, minutes=20), just(3), just(4))
    eventually(lambda: _sent(made, "delivered") == 4 and _is_told(made))
    made.tell(just(2, "in_transit", minutes=40, version=2, cause="correction"))
    eventually(lambda: _sent(made, "correction") == 1 and _is_told(made))
    made.tell(just(2, minutes=5, version=3))
    eventually(lambda: _sent(made, "delivered") == 5 and _is_told(made))
    made.broker.send("contact.v1", BERT.encode(), None, ())
    eventually(lambda: not _waiting(made) and _is_told(made))


def _sent(made: Programs, trigger: str) -> int:
    return made.rows("trigger, state").count((trigger, "sent"))


def _rows(made: Programs) -> list[tuple[Any, ...]]:
    return sorted(made.rows(ROWS), key=lambda row: str(row[0]))


def _waiting(made: Programs) -> int:
    return sum(state == "waiting" for (state,) in made.rows("state"))


def _is_told(made: Programs) -> bool:
    """Every end in the ledger is on the topic."""
    rows = [row for row in made.rows("id, state") if row[1] != "waiting"]
    return {f"{name}:{state}" for name, state in rows} == {one.id for one in made.heard()}


def _mailed(made: Programs, number: int) -> bool:
    """Anna had the mail of her n-th parcel."""
    query = "SELECT id FROM ledger WHERE parcel_id = %s AND channel = 'email'"
    with psycopg.connect(made.urls.worker) as worker:
        found = worker.execute(query, [parcel_id(ORDER, number)]).fetchall()
    return bool(found) and {f"<{name}@track.example>" for (name,) in found} <= set(made.post.ids)


def _one_content_an_id(made: Programs) -> None:
    contents: dict[tuple[str, bytes], set[Any]] = defaultdict(set)
    for topic in TOPICS:
        for one in made.broker.consume_all(topic):
            name = dict(one.headers).get("ce_id")
            if name is not None:
                contents[topic, name].add((one.key, one.value, tuple(one.headers)))
    assert {len(found) for found in contents.values()} == {1}
