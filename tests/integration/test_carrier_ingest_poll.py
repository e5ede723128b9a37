"""A carrier is asked: only for booked, unfinished numbers, each scan once, outages told once."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from integration.carrier_ingest_dhl import CREDENTIALS, Event, Parcels, dhl
from integration.carrier_ingest_programs import RETAILER, Programs, programs
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from waymark_events.ids import ShipmentId
from waymark_events.messages.carriers import CarrierAccountState, CarrierLooked
from waymark_events.messages.shipments import ShipmentScanned
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_events.topics import Service
from waymark_events.vocabulary import Milestone

pytestmark = pytest.mark.integration
NUMBER, OTHER = "00340434900000000010", "00340434900000000027"
SENT: Event = ("12.03.2026 15:04", "PARCV", "NRQRD", "VA")
TAKEN: Event = ("12.03.2026 18:40", "PCKDU", "PUBCR", "AE")
LOADED: Event = ("14.03.2026 07:58", "SRTED", "NRQRD", "PO")


@pytest.fixture
def parcels() -> Iterator[Parcels]:
    """A carrier that knows what the test tells it."""
    with dhl() as known:
        yield known


@pytest.fixture
def service(broker: Broker, database: Databases, parcels: Parcels) -> Iterator[Programs]:
    """The worker, with an account at the test's own carrier."""
    with programs(broker, database("carrier_ingest")) as started:
        started.add_account(*account(parcels))
        started.start("worker")
        yield started


def account(parcels: Parcels, **changed: str) -> list[str]:
    named = ["--account", "dhl-main", "--carrier", "dhl_parcel_de", "--base-url", parcels.url]
    secret = ["--credentials-json", json.dumps(CREDENTIALS | changed)]
    return [*named, "--allow-http", *secret, "--zone", "Europe/Berlin", "--language", "de"]


def book(service: Programs, number: str = NUMBER) -> ShipmentId:
    return service.book("dhl_parcel_de", number)


def deliver(service: Programs, shipment: ShipmentId) -> None:
    body = ShipmentStatusChanged(
        retailer=RETAILER,
        carrier="dhl_parcel_de",
        number=NUMBER,
        generation=1,
        version=9,
        status=PublicStatus(
            milestone=Milestone.DELIVERED, reason="delivered.other", journey=shipment
        ),
        cause="scan",
        caused_by="fact",
        known_at=datetime.now(UTC),
    )
    service.tell("shipment.status.v1", Service.PROJECTION, body, shipment)


def scans(service: Programs) -> list[ShipmentScanned]:
    bodies = (message.body for message in service.heard("shipment.events.v1"))
    return [body for body in bodies if isinstance(body, ShipmentScanned)]


def polls(service: Programs) -> int:
    return len(service.heard("carrier.payloads.v1"))


def states(service: Programs) -> list[bool]:
    """The account's states as told, repeats left out."""
    bodies = (message.body for message in service.heard("carrier.looks.v1"))
    told = [body.healthy for body in bodies if isinstance(body, CarrierAccountState)]
    return [now for n, now in enumerate(told) if n == 0 or told[n - 1] != now]


def outcomes(service: Programs, shipment: ShipmentId) -> set[str]:
    bodies = (message.body for message in service.heard("carrier.looks.v1"))
    looks = [body for body in bodies if isinstance(body, CarrierLooked)]
    return {look.outcome for look in looks if look.shipment_id == shipment}


def test_a_history_polled_again_and_again_is_told_once(service: Programs, parcels: Parcels) -> None:
    """Each scan once, a correction as a statement more, and no question after the end."""
    parcels.events[NUMBER] = [SENT, TAKEN]
    shipment = book(service)
    eventually(lambda: len(scans(service)) == 2 and polls(service) >= 3)
    parcels.events[NUMBER] = [SENT, TAKEN, LOADED]
    eventually(lambda: len(scans(service)) == 3)
    parcels.texts["PCKDU"] = "Taken over at the counter"
    eventually(lambda: len(scans(service)) == 4)
    deliver(service, shipment)
    asked = eventually(lambda: _steady(parcels))

    told = scans(service)
    assert len({scan.scan_id for scan in told}) == 3
    assert told[3].scan_id == told[1].scan_id
    assert asked == len(parcels.asked)
    assert {number for numbers in parcels.asked for number in numbers} == {NUMBER}
    assert outcomes(service, shipment) == {"news", "nothing_new"}


def test_an_outage_is_one_alarm_and_is_over_with_the_first_answer(
    service: Programs, parcels: Parcels
) -> None:
    """While a carrier is down its account is said to be down, once, and no parcel is looked at."""
    parcels.down = True
    shipment = book(service)
    eventually(lambda: states(service) == [False])
    silent = outcomes(service, shipment)
    parcels.down = False
    parcels.events[NUMBER] = [SENT]
    eventually(lambda: len(scans(service)) == 1)

    assert silent == set()
    assert states(service) == [False, True]


def test_a_refused_login_stops_the_account_until_it_has_other_credentials(
    service: Programs, parcels: Parcels
) -> None:
    """More tries with a wrong password would lock the user at the carrier."""
    service.add_account(*account(parcels, password="wrong"))
    parcels.events[NUMBER] = [SENT]
    book(service)
    eventually(lambda: states(service) == [False])
    tried = eventually(lambda: _steady(parcels))
    service.add_account(*account(parcels))
    eventually(lambda: len(scans(service)) == 1)

    assert tried == 1
    assert states(service) == [False, True]


def test_a_number_the_carrier_does_not_know_is_asked_for_again(
    service: Programs, parcels: Parcels
) -> None:
    """Not found is "not known yet": the look says so, and the next one may find it."""
    shipment = book(service, OTHER)
    eventually(lambda: outcomes(service, shipment) == {"not_found"})
    parcels.events[OTHER] = [SENT]

    eventually(lambda: outcomes(service, shipment) >= {"not_found", "news"})


def test_an_answer_that_is_no_xml_is_kept_parked_and_asked_for_again(
    service: Programs, parcels: Parcels
) -> None:
    """What a broken gateway says is stored as it came, and proves nothing: no look, no health."""
    parcels.garbage = b"<html><body>We are busy"
    shipment = book(service)
    eventually(lambda: "unreadable" in service.parked() and states(service) == [False])
    kept = service.broker.consume_all("carrier.payloads.v1")
    assert outcomes(service, shipment) == set()
    parcels.garbage = None
    parcels.events[NUMBER] = [SENT]
    eventually(lambda: len(scans(service)) == 1)

    assert {record.value for record in kept} == {b"<html><body>We are busy"}
    assert states(service) == [False, True]


def _steady(parcels: Parcels) -> int:
    """How often was asked, once nothing was asked for longer than any pause between two."""
    return len(parcels.asked) if parcels.idle_s() > 3.0 else 0
