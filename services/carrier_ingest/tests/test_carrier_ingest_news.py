"""What is new in a payload: repeats change nothing, differences are facts, order is by own time."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from carrier_ingest.carriers.heard import Basis, Estimate, Heard, Note, Statement
from carrier_ingest.domain import said
from carrier_ingest.domain.facts import Origin, scanned
from carrier_ingest.domain.news import News, news_of, shipments_of
from carrier_ingest.domain.said import Said
from waymark_events.codec import encode
from waymark_events.ids import AccountId, RetailerId, ShipmentId
from waymark_events.messages.shipments import ShipmentScanned
from waymark_events.topics.names import SHIPMENT_EVENTS, SHIPMENT_PRIVATE
from waymark_events.values import Span, When
from waymark_events.vocabulary import Certainty, Kind, Milestone

NUMBER = "00340434900000000010"
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
Memory = dict[ShipmentId, Said]


def origin(minutes: int = 0, channel: str = "poll", account: str = "dhl-main") -> Origin:
    return Origin(
        retailer=RetailerId("nordlicht"),
        account=AccountId(account),
        dialect="dhl_parcel_de",
        channel=channel,
        mapping_version=1,
        observed_at=NOON + timedelta(minutes=minutes),
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    )


def statement(scan: str, hour: int = 8, text: str | None = "Sorted") -> Statement:
    at = datetime(2026, 3, 11, hour, tzinfo=UTC)
    return Statement(
        scan_key=("dhl_parcel_de", scan),
        carrier="dhl_parcel_de",
        number=NUMBER,
        kind=Kind.EVENT,
        milestone=Milestone.IN_TRANSIT,
        reason="progress.update",
        when=When(local=at.isoformat()[:19], certainty=Certainty.EXACT, instant=at),
        code="ULFMV/UNLDD/EE",
        text=text,
    )


def estimate(day: int) -> Estimate:
    span = Span(
        from_=f"2026-03-0{day}", to=f"2026-03-0{day}", precision="day", zone="Europe/Berlin"
    )
    return Estimate(carrier="dhl_parcel_de", number=NUMBER, basis=Basis.FIRST, span=span)


def hear(memory: Memory, *statements: Statement, at: Origin | None = None) -> News:
    return tell(memory, Heard(statements=statements), at or origin())


def tell(memory: Memory, heard: Heard, at: Origin) -> News:
    for shipment in shipments_of(heard, at):
        memory.setdefault(shipment, Said())
    return news_of(heard, at, memory)


def scans(news: News) -> list[ShipmentScanned]:
    bodies = (envelope.body for _, envelope in news.messages)
    return [body for body in bodies if isinstance(body, ShipmentScanned)]


def test_a_history_sent_again_says_nothing_new() -> None:
    """A poll repeats the whole history: what was said of a scan is not said again."""
    memory: Memory = {}
    hear(memory, statement("s1"), statement("s2"))

    again = hear(memory, statement("s1"), statement("s2"), statement("s3"), at=origin(60))

    assert [scan.scan_id for scan in scans(again)] == [statement("s3").scan_id]


def test_case_and_blanks_are_no_difference() -> None:
    """Carriers print one phrase in many ways; only another meaning is another statement."""
    memory: Memory = {}
    hear(memory, statement("s1", text="Out for  Delivery "))

    again = hear(memory, statement("s1", text="OUT FOR DELIVERY"), at=origin(60))

    assert again.messages == ()


def test_a_postcode_is_no_news() -> None:
    """It is in no message, so one that is filled in later would repeat the same fact."""
    memory: Memory = {}
    hear(memory, statement("a"))

    again = hear(memory, msgspec.structs.replace(statement("a"), postcode="97401"))

    assert scans(again) == []


def test_a_correction_is_a_new_statement_about_the_same_scan() -> None:
    """What differs is published under the same scan with another id, and then remembered."""
    memory: Memory = {}
    first = hear(memory, statement("s1", hour=8))

    corrected = hear(memory, statement("s1", hour=9), at=origin(60))
    repeated = hear(memory, statement("s1", hour=9), at=origin(120))

    assert scans(first)[0].scan_id == scans(corrected)[0].scan_id
    assert first.messages[0][1].id != corrected.messages[0][1].id
    assert repeated.messages == ()


def test_each_account_and_channel_has_its_own_memory() -> None:
    """The same scan by push and by poll are two statements: each channel says its own once."""
    memory: Memory = {}
    hear(memory, statement("s1"))

    by_push = hear(memory, statement("s1"), at=origin(1, channel="push"))
    by_other = hear(memory, statement("s1"), at=origin(1, account="dhl-spare"))

    ids = {envelope.id for news in (by_push, by_other) for _, envelope in news.messages}
    assert len(ids) == 2


def test_one_id_never_has_two_contents() -> None:
    """Two channels that say the same in the same instant still have an id each."""
    push, poll = (scanned(statement("s1"), origin(channel=name)) for name in ("push", "poll"))

    assert push.body != poll.body
    assert push.id != poll.id


def test_the_same_payload_becomes_the_same_bytes() -> None:
    """A batch that is taken again after a crash publishes byte for byte the same."""
    once = hear({}, statement("s2"), statement("s1"))
    again = hear({}, statement("s1"), statement("s2"))

    assert [encode(e) for _, e in once.messages] == [encode(e) for _, e in again.messages]


def test_statements_go_out_in_the_total_order() -> None:
    """A payload that lists the newest first is published oldest first."""
    news = hear({}, statement("late", hour=15), statement("early", hour=3))

    assert [scan.when.local[11:13] for scan in scans(news)] == ["03", "15"]


def test_an_estimate_that_swings_back_is_three_facts() -> None:
    """3, 5, 3 March: each differs from the last one, a repeat does not."""
    memory: Memory = {}
    days = [3, 3, 5, 3, 3]

    told = [
        len(tell(memory, Heard(estimates=(estimate(day),)), origin(n)).messages)
        for n, day in enumerate(days)
    ]

    assert told == [1, 0, 1, 1, 0]


def test_what_is_private_travels_on_its_own_topic() -> None:
    """A neighbour's name never enters the stream that is kept for ever."""
    note = Note(
        carrier="dhl_parcel_de", number=NUMBER, scan_id=statement("s1").scan_id, neighbour="No. 12"
    )

    news = tell({}, Heard(statements=(statement("s1"),), notes=(note,)), origin())

    assert [topic for topic, _ in news.messages] == [SHIPMENT_EVENTS, SHIPMENT_PRIVATE]
    assert b"No. 12" not in (encode(news.messages[0][1]).value or b"")


def test_hourly_polls_of_a_growing_history_cost_one_record_a_scan() -> None:
    """Stream records per distinct scan and channel stay at or below 1.02 over two days of polls."""
    memory: Memory = {}
    records, scans = 0, 20

    for hour in range(48):
        history = [statement(f"s{n}", hour=n) for n in range(min(scans, 1 + hour // 2))]
        records += len(hear(memory, *history, at=origin(hour * 60)).messages)

    assert records / scans <= 1.02


def test_codes_nobody_mapped_are_counted_once() -> None:
    """A new statement without a mapping is counted by carrier and code; its repeat is not."""
    memory: Memory = {}
    unmapped = msgspec.structs.replace(statement("s1"), reason="unmapped", code="NEW/1")

    counted = [hear(memory, unmapped, at=origin(n)).unmapped for n in range(2)]

    assert counted == [(("dhl_parcel_de", "NEW/1"),), ()]


def test_a_number_with_too_many_scans_is_parked_as_flooded() -> None:
    """The memory of one number is bounded; what would break the bound is parked, not lost."""
    memory: Memory = {}
    many = [statement(f"s{n}") for n in range(said.MOST_SCANS)]
    hear(memory, *many)

    news = hear(memory, *many, statement("one more"), at=origin(60))

    assert news.messages == ()
    assert news.trouble is not None
    assert news.trouble[0] == "flooded"


@pytest.mark.parametrize(
    ("heard", "reason"),
    [
        (Heard(problems=("it is not XML",)), "unreadable"),
        (Heard(statements=(statement("s1"),), problems=("one event",)), "partly_unreadable"),
    ],
)
def test_what_cannot_be_read_is_parked_and_the_rest_is_heard(heard: Heard, reason: str) -> None:
    """Everything readable beside an unreadable part is published all the same."""
    news = tell({}, heard, origin())

    assert news.trouble is not None
    assert news.trouble[0] == reason
    assert len(news.messages) == len(heard.statements)


def test_memory_survives_its_store() -> None:
    """What was said is kept in few bytes a scan and read back as it was."""
    memory: Memory = {}
    hear(memory, *(statement(f"s{n}") for n in range(100)))
    (kept,) = memory.values()

    written = said.dump(kept)

    assert said.load(written) == kept
    assert len(written) < 100 * 40
