"""UPS says that there are more packages than it returns: the rest is asked for, within bounds."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from carrier_ingest.app.looking import PAGES_AT_MOST
from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.quota import Quota
from carrier_ingest.carriers.registry import DIALECTS
from integration.carrier_ingest_polling import NO_QUOTA, Polling, polling
from integration.carrier_ingest_programs import Programs, programs
from integration.carrier_ingest_ups import CREDENTIALS, Shipment, ups
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from prometheus_client import REGISTRY
from waymark_events.messages.shipments import ShipmentScanned

pytestmark = pytest.mark.integration
NUMBERS = [f"1ZK7R24W031004{n:04d}" for n in range(5)]
NUMBER, ALONE = NUMBERS[2], "1ZK7R24W0310048711"


@pytest.fixture
def shipment() -> Iterator[Shipment]:
    """Five packages that UPS knows."""
    with ups(NUMBERS) as known:
        yield known


@pytest.fixture
def account(
    request: pytest.FixtureRequest, database: Databases, shipment: Shipment
) -> Iterator[Polling]:
    """An account with it, with the quota that the test names; one of the packages is due."""
    urls, per_day = database("carrier_ingest"), getattr(request, "param", NO_QUOTA)
    with polling(urls, "ups", shipment.url, CREDENTIALS, per_day) as made:
        made.due(NUMBER)
        yield made


def offsets(shipment: Shipment) -> list[int | None]:
    """Where each page that was asked for begins; None for a question about a number."""
    queries = [parse_qs(urlsplit(target).query) for target in shipment.asked]
    return [int(query["offset"][0]) if "offset" in query else None for query in queries]


def incomplete() -> float:
    """How many answers never held all that they announced."""
    name = "waymark_carrier_answers_incomplete_total"
    return REGISTRY.get_sample_value(name, {"dialect": "ups"}) or 0.0


def heard(account: Polling) -> set[str]:
    """The numbers that scans were heard of in the answers that were kept."""
    raw = [
        RawPayload(body=one.body, channel=one.channel, asked=one.asked)
        for one in account.payloads()
    ]
    return {said.number for one in raw for said in DIALECTS["ups"].parse(one).statements}


@pytest.mark.parametrize(
    ("most", "asked"), [(50, [None, 0]), (2, [None, 0, 2, 4]), (1, [None, 0, 1, 2, 3, 4])]
)
def test_the_rest_of_a_shipment_is_asked_for_and_taken_in(
    account: Polling, shipment: Shipment, most: int, asked: list[int | None]
) -> None:
    """Page by page from the first package, however many a page holds, until all are there."""
    shipment.most = most

    account.look()

    assert offsets(shipment) == asked
    assert heard(account) == set(NUMBERS)
    assert account.looks() == {account.shipment(NUMBER): "news"}
    assert account.health().requests == len(asked)


def test_a_package_alone_has_no_pages(account: Polling, shipment: Shipment) -> None:
    """The count is true with the first answer, and nothing more is asked."""
    shipment.numbers, shipment.announced = [NUMBER], 1

    account.look()

    assert offsets(shipment) == [None]


def test_a_count_that_never_comes_true_ends(account: Polling, shipment: Shipment) -> None:
    """An empty page, or one that was there before, ends it, and is counted, look after look."""
    shipment.announced, before = 9, incomplete()
    account.look()
    shipment.ignores_offset = True
    account.hurry(NUMBER)
    account.look()

    assert offsets(shipment) == [None, 0, 5, None, 0, 5]
    assert incomplete() - before == 2
    assert account.health().healthy


def test_pages_without_end_are_cut_off(account: Polling, shipment: Shipment) -> None:
    """However many packages a carrier invents, a look asks for a bounded number of pages."""
    shipment.announced, shipment.endless, shipment.most = 9_999, True, 3

    account.look()

    assert offsets(shipment) == [None, *range(0, 3 * PAGES_AT_MOST, 3)]
    assert account.health().requests == 1 + PAGES_AT_MOST


@pytest.mark.parametrize("account", [Quota(requests=3)], indirect=True)
def test_pages_count_against_the_quota(account: Polling, shipment: Shipment) -> None:
    """A page is a request: when the day's are used up the rest waits for another day."""
    shipment.most = 2
    account.look()
    account.hurry(NUMBER)
    account.look()

    assert offsets(shipment) == [None, 0, 2]
    assert account.health().requests == 3
    assert account.looks() == {account.shipment(NUMBER): "news"}


def test_a_page_that_is_refused_does_not_halt_the_account(
    account: Polling, shipment: Shipment
) -> None:
    """The number itself was answered with the same credentials: only the page has to wait."""
    shipment.page_answer = (403, {})

    account.look()

    state = account.health()
    assert (state.healthy, state.halted) == (True, None)
    assert account.looks() == {account.shipment(NUMBER): "news"}


def test_a_page_that_nobody_can_read_is_kept_and_holds_up_nothing(
    account: Polling, shipment: Shipment
) -> None:
    """An error in place of a page is stored for whoever looks; the next number is asked for."""
    shipment.page_answer = (400, {"response": {"errors": [{"code": "TV1002"}]}})
    account.due(ALONE)

    account.look()

    assert offsets(shipment) == [None, 0, None]
    assert [payload.asked for payload in account.payloads()] == [(NUMBER,), (), (ALONE,)]
    assert account.looks()[account.shipment(ALONE)] == "not_found"
    assert account.health().healthy


def test_every_package_of_a_shipment_gets_its_scans(
    broker: Broker, database: Databases, shipment: Shipment
) -> None:
    """Each package's scan stands once in that package's stream, however often pages are read."""
    with programs(broker, database("carrier_ingest")) as service:
        named = ["--account", "ups-main", "--carrier", "ups", "--base-url", shipment.url]
        secret = ["--credentials-json", json.dumps(CREDENTIALS), "--allow-http"]
        service.add_account(*named, *secret)
        service.start("worker")
        service.book("ups", NUMBER)
        eventually(lambda: len(scans(service)) == 5 and offsets(shipment).count(0) >= 3)

        assert {scan.number for scan in scans(service)} == set(NUMBERS)
        assert service.parked() == []


def scans(service: Programs) -> list[ShipmentScanned]:
    bodies = (message.body for message in service.heard("shipment.events.v1"))
    return [body for body in bodies if isinstance(body, ShipmentScanned)]
