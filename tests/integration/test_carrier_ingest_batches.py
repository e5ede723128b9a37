"""Batches of raw payloads on a real PostgreSQL: one transaction, the same bytes every time."""

import threading
from collections.abc import Iterator, Sequence

import pytest
from integration.carrier_ingest_dhl import Event, document
from integration.carrier_ingest_normalising import NUMBERS, Normalising, add, record
from kit.databases import Databases
from psycopg_pool import ConnectionPool
from waymark_runtime.postgres import make_pool
from waymark_runtime.records import Arrived

pytestmark = pytest.mark.integration
SENT: Event = ("12.03.2026 15:04", "PARCV", "NRQRD", "VA")
TAKEN: Event = ("12.03.2026 18:40", "PCKDU", "PUBCR", "AE")
SORTED: Event = ("12.03.2026 22:11", "LDTMV", "MVMTV", "AA")


@pytest.fixture
def pools(database: Databases) -> Iterator[list[ConnectionPool]]:
    """Two fresh databases of the service, each with the same account."""
    opened = []
    for _ in range(2):
        pool = make_pool(database("carrier_ingest").worker, name="test")
        pool.open(wait=True)
        opened.append(pool)
        add(pool, "Europe/Berlin")
    yield opened
    for pool in opened:
        pool.close()


@pytest.fixture
def normalising(pools: list[ConnectionPool]) -> Normalising:
    """The normaliser on the first of them."""
    return Normalising(pools[0])


def answer(*events: Event, numbers: Sequence[str] = tuple(NUMBERS)) -> bytes:
    return document([(number, events) for number in numbers])


def test_a_batch_that_dies_before_its_commit_is_repeated_byte_for_byte(
    pools: list[ConnectionPool],
) -> None:
    """A crash leaves nothing behind; other batches of the same records publish the same bytes."""
    crashed, straight = Normalising(pools[0]), Normalising(pools[1])
    records = [record(0, answer(SENT)), record(1, answer(SENT, TAKEN)), record(2, answer(SORTED))]

    crashed.dies = True
    with pytest.raises(ConnectionAbortedError):
        crashed.take(records[:2])
    left = crashed.waiting()
    crashed.dies = False
    crashed.take(records)
    for one in records:
        straight.take([one])

    assert left == []
    assert len(crashed.waiting()) == 3 * len(NUMBERS)
    assert crashed.waiting() == straight.waiting()


def test_a_batch_taken_twice_changes_nothing(normalising: Normalising) -> None:
    """A replayed batch is below the stored position and is sliced off."""
    batch = [record(0, answer(SENT, TAKEN))]
    normalising.take(batch)
    once = normalising.waiting()

    normalising.take(batch)

    assert normalising.waiting() == once


def test_polls_of_a_growing_history_publish_each_scan_once(normalising: Normalising) -> None:
    """Twenty-four polls of a history that grows to three scans: one record a scan."""
    history = (SENT, TAKEN, SORTED)
    polls = [answer(*history[: 1 + n // 8]) for n in range(24)]

    for offset, body in enumerate(polls):
        normalising.take([record(offset, body)])

    assert len(normalising.stream()) / (len(history) * len(NUMBERS)) <= 1.02


def test_what_can_never_work_is_parked_and_the_others_go_on(normalising: Normalising) -> None:
    """Not XML, no header, no value, a foreign writer, unknown settings: parked with the reason."""
    good = record(0, answer(SENT))
    bad = [
        record(1, b"this is not XML"),
        good._replace(offset=2, headers=(*good.headers, ("x", None))),
        good._replace(offset=3, value=None),
        good._replace(offset=4, headers=_renamed(good, "ce_source", b"/waymark/order")),
        record(5, answer(SENT), settings_version=7),
        good._replace(offset=6, headers=_renamed(good, "ce_dialect", b"klingon")),
    ]

    normalising.take([good, *bad, record(7, answer(TAKEN))])

    assert len(normalising.stream()) == 2 * len(NUMBERS)
    assert normalising.parked() == [
        "unreadable",
        "null_header",
        "null_value",
        "foreign_writer",
        "unknown_settings",
        "unknown_dialect",
    ]


def test_a_payload_is_read_by_the_settings_it_names(
    pools: list[ConnectionPool], normalising: Normalising
) -> None:
    """A changed zone is a new version: what came before it is still read as it was then."""
    abroad = _event_abroad()
    add(pools[0], "America/New_York")

    normalising.take([record(0, abroad), record(1, abroad, settings_version=2)])

    old, new = (one.value or b"" for one in normalising.stream())
    assert b"Europe/Berlin" in old
    assert b"America/New_York" in new


def test_owners_of_two_partitions_never_deadlock(pools: list[ConnectionPool]) -> None:
    """Payloads that name the same parcels in opposite orders are taken side by side."""
    normalising = Normalising(pools[0])
    failed: list[BaseException] = []

    def run(partition: int, numbers: Sequence[str]) -> None:
        try:
            for offset in range(20):
                hour = f"{13 + partition}.03.2026 {offset:02d}:00"
                body = answer((hour, "LDTMV", "MVMTV", "AA"), numbers=numbers)
                normalising.take([record(offset, body, partition=partition)])
        except BaseException as fault:
            failed.append(fault)

    orders = (NUMBERS, NUMBERS[::-1])
    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(orders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failed == []
    assert len(normalising.stream()) == 2 * 20 * len(NUMBERS)


def _renamed(record: Arrived, name: str, value: bytes) -> tuple[tuple[str, bytes | None], ...]:
    return tuple((key, value if key == name else old) for key, old in record.headers)


def _event_abroad() -> bytes:
    """A scan in a country of many zones: only the account's setting can say which."""
    return answer(SENT, numbers=NUMBERS[:1]).replace(b'"Germany"', b'"United States"')
