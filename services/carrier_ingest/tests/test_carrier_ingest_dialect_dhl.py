"""DHL Parcel DE, heard: the samples of the page, the code pairs that matter, and its errors."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from carrier_ingest.carriers import dhl_parcel_de as dhl
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Advice, Heard, Outcome, Statement
from waymark_events.codes import matches_any
from waymark_events.values import Place, Span, When
from waymark_events.vocabulary import Certainty, Kind

SAMPLES = Path(__file__).parent / "dialect_samples"
NUMBER = "00340434900000000010"
UNKNOWN = "00340434900000000027"
ABROAD = "CE000000014DE"


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def polled(
    document: str | bytes,
    *asked: str,
    zone: str | None = "Europe/Berlin",
    locale: str = "en",
) -> Heard:
    body = document if isinstance(document, bytes) else document.encode()
    conventions = Conventions(zone=zone, locale=locale)
    return dhl.parse(RawPayload(body=body, channel="poll", asked=asked, conventions=conventions))


def event(ice: str, ric: str = "", ttpro: str = "", **attributes: str) -> str:
    fields = {
        "event-timestamp": "13.03.2025 10:00",
        "event-short-status": "Phrase",
        "ice": ice,
        "ric": ric,
        "standard-event-code": ttpro,
        "event-country": "Germany",
        "ruecksendung": "false",
    } | {name.replace("_", "-"): value for name, value in attributes.items()}
    written = " ".join(f'{name}="{value}"' for name, value in fields.items())
    return f'<data name="piece-event" {written}/>'


def answer(*events: str, **attributes: str) -> str:
    fields = {"error-status": "0", "searched-piece-code": NUMBER, "piece-code": NUMBER} | {
        name.replace("_", "-"): value for name, value in attributes.items()
    }
    written = " ".join(f'{name}="{value}"' for name, value in fields.items())
    return (
        '<data name="piece-shipment-list" code="0">'
        f'<data name="piece-shipment" {written}>'
        f'<data name="piece-event-list">{"".join(events)}</data></data></data>'
    )


def told(heard: Heard) -> list[tuple[str, str, str]]:
    return [(said.kind, said.milestone, said.reason) for said in heard.statements]


def only(*events: str, **attributes: str) -> Statement:
    (said,) = polled(answer(*events, **attributes), NUMBER).statements
    return said


def test_a_delivery_to_a_neighbour_is_told_from_the_first_data_on() -> None:
    """Six events in the order of the page, the last one to a neighbour."""
    heard = polled(sample("dhl_delivered.xml"), NUMBER)

    assert told(heard) == [
        ("event", "announced", "progress.update"),
        ("event", "accepted", "progress.update"),
        ("event", "in_transit", "progress.departed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "delivered", "delivered.to_neighbour"),
    ]
    assert [one.outcome for one in heard.answers] == [Outcome.NEWS]
    assert (heard.problems, heard.trouble, heard.estimates) == ((), None, ())


def test_a_german_scan_has_its_place_and_the_zone_of_it() -> None:
    """Printed without a zone, a scan in Germany happened by Berlin's clock."""
    said = polled(sample("dhl_delivered.xml"), NUMBER).statements[1]

    assert said.place == Place(name="Kassel", country="DE")
    assert said.when == When(
        local="2025-03-12T18:40:00",
        certainty=Certainty.PLACE,
        instant=datetime(2025, 3, 12, 17, 40, tzinfo=UTC),
        zone="Europe/Berlin",
    )
    assert (said.code, said.text, said.text_language) == ("PCKDU/PUBCR/AE", "Collected", "en")


def test_a_scan_without_a_country_takes_the_accounts_zone() -> None:
    """The first scan names no country; the account's setting helps, and says so."""
    first = polled(sample("dhl_delivered.xml"), NUMBER).statements[0]

    assert (first.when.certainty, first.when.zone) == (Certainty.ACCOUNT, "Europe/Berlin")
    assert first.place is None


def test_one_answer_holds_news_and_a_number_nobody_knows() -> None:
    """Held by Swiss customs; the second number is not found; the document is in Latin-1."""
    heard = polled(sample("dhl_customs_and_unknown.xml"), ABROAD, UNKNOWN)

    assert told(heard) == [
        ("event", "in_transit", "progress.departed"),
        ("event", "exception", "customs.held"),
    ]
    assert heard.statements[1].when.zone == "Europe/Zurich"
    assert [(one.number, one.outcome) for one in heard.answers] == [
        (ABROAD, Outcome.NEWS),
        (UNKNOWN, Outcome.NOT_FOUND),
    ]


def test_a_refused_login_stops_the_account_before_it_is_locked() -> None:
    """Code 5 on the whole answer refuses every number and wants somebody to look at once."""
    heard = polled(sample("dhl_login_failed.xml"), NUMBER, ABROAD)

    assert heard.trouble is not None
    assert (heard.trouble.advice, heard.trouble.alarm) == (Advice.STOP_ACCOUNT, True)
    assert [one.outcome for one in heard.answers] == [Outcome.REFUSED, Outcome.REFUSED]


def test_a_signature_list_says_nothing_of_a_parcel() -> None:
    """A proof of delivery holds no scans, and its picture is not repeated anywhere."""
    heard = polled(sample("dhl_signature.xml"), NUMBER)

    assert (heard.statements, heard.notes) == ((), ())
    assert b"47494638" not in msgspec.json.encode(heard)


@pytest.mark.parametrize(
    ("triple", "milestone", "reason"),
    [
        ("PARCV/NRQRD/VA", "announced", "progress.update"),
        ("PCKDU/PUBCR/AE", "accepted", "progress.update"),
        ("SHRCU/PCKST/ES", "accepted", "progress.update"),
        ("SHRCU/QQQQQ/ES", "accepted", "progress.update"),
        ("LDTMV/MVMTV/AA", "in_transit", "progress.departed"),
        ("ULFMV/UNLDD/EE", "in_transit", "progress.arrived"),
        ("SRTED/NRQRD/PO", "out_for_delivery", "progress.update"),
        ("DLVRD/ACCPT/ZU", "delivered", "delivered.to_recipient"),
        ("DLVRD/NGHBR/ZU", "delivered", "delivered.to_neighbour"),
        ("DLVRD/SECPL/ZU", "delivered", "delivered.to_safe_place"),
        ("DLVRD/ACCPK/ZU", "delivered", "delivered.collected"),
        ("HLDCC/LDPCK/LA", "available_for_pickup", "pickup.locker"),
        ("NTDEL/NHOME/ZN", "attempt_failed", "recipient.not_home"),
        ("NTDEL/BDADD/ZN", "attempt_failed", "retailer.wrong_address"),
        ("NTDEL/CRROT/ZN", "exception", "carrier.missed"),
        ("HLDCU/NORSN/ZO", "exception", "customs.held"),
        ("HLDCU/QQQQQ/ZO", "exception", "customs.held"),
        ("RSDCP/FWEXH/ZO", "in_transit", "customs.cleared"),
        ("RSDCP/QQQQQ/ZO", "in_transit", "customs.cleared"),
        ("RETRN/RFUSD/ZN", "returning", "recipient.refused"),
        ("EXPHD/LOSTX/BV", "lost", "carrier.lost"),
        ("DLVRD/CUSTM/ZU", "available_for_pickup", "pickup.customs_office"),
        ("QQQQQ/QQQQQ/PO", "out_for_delivery", "progress.update"),
        ("//ZF", "available_for_pickup", "pickup.counter"),
        ("LDTMV//AA", "in_transit", "progress.departed"),
        ("QQQQQ/QQQQQ/QQ", "in_transit", "unmapped"),
        ("//", "in_transit", "unmapped"),
    ],
)
def test_pairs_that_matter_read_as_the_page_reads_them(
    triple: str, milestone: str, reason: str
) -> None:
    """The triple leads, then what happened, then the coarse class; the rest is unmapped."""
    said = only(event(*triple.split("/")))

    assert (said.kind, said.milestone, said.reason) == ("event", milestone, reason)


@pytest.mark.parametrize("triple", ["DLVRD/CODAR/GT", "ADVIS/DLVDT/DD", "QQQQQ/QQQQQ/DD"])
def test_data_and_money_stand_on_the_timeline_only(triple: str) -> None:
    """A transfer of money after the delivery moves nothing."""
    assert only(event(*triple.split("/"))).kind == Kind.INFO


@pytest.mark.parametrize(
    ("triple", "milestone", "reason"),
    [
        ("DLVRD/ACCPT/ZU", "returned", "unstated"),
        ("LDTMV/MVMTV/AA", "returning", "progress.departed"),
        ("HLDCC/SERPT/ZF", "returning", "pickup.counter"),
        ("EXPHD/LOSTX/BV", "lost", "carrier.lost"),
        ("DSPSD/NRQRD/BV", "disposed", "carrier.destroyed"),
        ("CANCL/NRQRD/BV", "cancelled", "retailer.cancelled"),
        ("QQQQQ/QQQQQ/QQ", "returning", "unmapped"),
    ],
)
def test_on_the_way_back_delivered_means_returned(triple: str, milestone: str, reason: str) -> None:
    """`ruecksendung` turns an event round, whatever its code says of a delivery."""
    said = only(event(*triple.split("/"), ruecksendung="true"), delivery_event_flag="1")

    assert (said.milestone, said.reason) == (milestone, reason)


def test_the_pieces_way_back_counts_for_its_last_event_where_that_says_nothing() -> None:
    """The first scans went out, whatever became of the parcel later."""
    heard = polled(
        answer(
            event("SRTED", "NRQRD", "PO", ruecksendung=""),
            event("DLVRD", "ACCPT", "ZU", ruecksendung="", event_timestamp="14.03.2025 09:00"),
            ruecksendung="true",
        ),
        NUMBER,
    )

    assert [said.milestone for said in heard.statements] == ["out_for_delivery", "returned"]


def test_a_deleted_entry_takes_back_what_the_driver_entered_and_nothing_else() -> None:
    """`STORN` is a correction, narrowed to what is entered on a round."""
    said = only(event("STORN", "NRQRD", "DD"))

    assert said.kind == Kind.CORRECTION
    assert matches_any(said.withdraws_codes, "DLVRD/NGHBR/ZU")
    assert matches_any(said.withdraws_codes, "NTDEL/NHOME/ZN")
    assert not matches_any(said.withdraws_codes, "ULFMV/UNLDD/EE")


@pytest.mark.parametrize(
    ("taker", "reason"),
    [
        ("1", "delivered.to_recipient"),
        ("2", "delivered.other"),
        ("4", "delivered.to_neighbour"),
        ("", "delivered.other"),
    ],
)
def test_the_class_of_who_took_it_sharpens_a_plain_delivery(taker: str, reason: str) -> None:
    """The class may be kept, and says more than "delivered"; names stay private."""
    said = only(event("DLVRD", "OTHER", "ZU"), recipient_id=taker)

    assert said.reason == reason


def test_the_class_of_who_took_it_never_overrules_the_code() -> None:
    """A parcel fetched from a locker was not handed over at the door."""
    said = only(event("DLVRD", "ACCPK", "ZU"), recipient_id="1")

    assert said.reason == "delivered.collected"


def test_names_and_the_recipients_words_are_private() -> None:
    """The long text may quote people; the neighbour's name is in neither stream nor problems."""
    heard = polled(
        answer(
            event("DLVRD", "NGHBR", "ZU", event_text="Left with &amp;quot;Kranz&amp;quot;"),
            recipient_id="4",
            recipient_name="KRANZ",
        ),
        NUMBER,
    )

    (note,) = heard.notes
    assert (note.neighbour, note.receiver) == ("KRANZ", None)
    assert note.free_text == 'Left with "Kranz"'
    public = msgspec.json.encode((heard.statements, heard.estimates, heard.problems)).lower()
    assert b"kranz" not in public


def test_a_scan_is_one_in_either_language() -> None:
    """Texts and names of countries are translated; the scan is the same."""
    english = only(event("SRTED", "NRQRD", "PO"))
    german = polled(
        answer(event("SRTED", "NRQRD", "PO", event_country="Deutschland")), NUMBER, locale="de"
    ).statements[0]

    assert english.scan_id == german.scan_id
    assert english.when == german.when
    assert german.text_language == "de"


def test_a_place_filled_in_later_leaves_the_scan_as_it_is() -> None:
    """The location is a statement about the scan, not part of it."""
    before = only(event("SRTED", "NRQRD", "PO"))
    after = only(event("SRTED", "NRQRD", "PO", event_location="Zwickau"))

    assert before.scan_id == after.scan_id


def test_equal_events_of_one_minute_are_told_apart_by_their_place_in_line() -> None:
    """Two scans with the same codes in the same minute are two scans, always the same two."""
    twice = answer(event("SRTED", "NRQRD", "PO"), event("SRTED", "NRQRD", "PO"))

    first = [said.scan_id for said in polled(twice, NUMBER).statements]

    assert len(set(first)) == 2
    assert first == [said.scan_id for said in polled(twice, NUMBER).statements]


@pytest.mark.parametrize(
    ("code", "outcome", "advice"),
    [
        ("100", Outcome.NOT_FOUND, Advice.CARRY_ON),
        ("200", Outcome.NOT_FOUND, Advice.CARRY_ON),
        ("41", Outcome.REFUSED, Advice.STOP_NUMBER),
        ("57", Outcome.REFUSED, Advice.RETRY_LATER),
        ("62", Outcome.REFUSED, Advice.RETRY_LATER),
    ],
)
def test_a_code_on_a_piece_answers_that_number(code: str, outcome: Outcome, advice: Advice) -> None:
    """Each number has a fate of its own inside one answer."""
    (one,) = polled(answer(error_status=code), NUMBER).answers

    assert (one.number, one.outcome, one.advice, one.code) == (NUMBER, outcome, advice, code)


@pytest.mark.parametrize(
    ("code", "advice", "alarm", "answered"),
    [
        ("-3", Advice.STOP_ACCOUNT, True, True),
        ("-1000", Advice.RETRY_LATER, False, False),
        ("-2", Advice.RETRY_LATER, False, False),
        ("-1", Advice.RETRY_LATER, False, False),
        ("6", Advice.STOP_ACCOUNT, True, True),
        ("45", Advice.STOP_ACCOUNT, True, True),
        ("58", Advice.RETRY_LATER, True, False),
        ("61", Advice.RETRY_LATER, True, False),
        ("64", Advice.RETRY_LATER, True, True),
        ("4711", Advice.RETRY_LATER, True, False),
    ],
)
def test_a_code_on_the_answer_is_about_the_account(
    code: str, advice: Advice, alarm: bool, answered: bool
) -> None:
    """A fault at DHL leaves the numbers unanswered; a refusal answers them all."""
    heard = polled(f'<data name="piece-shipment-list" code="{code}"/>', NUMBER)

    assert heard.trouble is not None
    assert (heard.trouble.advice, heard.trouble.alarm) == (advice, alarm)
    assert bool(heard.answers) == answered


def test_nothing_found_on_the_whole_answer_is_not_found_for_each_number() -> None:
    """A single unknown number may be told on the outer element alone."""
    heard = polled('<data name="piece-shipment-list" code="100"/>', NUMBER, UNKNOWN)

    assert [one.outcome for one in heard.answers] == [Outcome.NOT_FOUND, Outcome.NOT_FOUND]
    assert heard.trouble is None


def test_an_asked_number_without_an_answer_is_told() -> None:
    """Nothing is skipped in silence."""
    heard = polled(answer(event("SRTED", "NRQRD", "PO")), NUMBER, UNKNOWN)

    assert [one.number for one in heard.answers] == [NUMBER]
    assert heard.problems == (f"the answer of DHL says nothing about {UNKNOWN}",)


def test_a_piece_belongs_to_the_number_that_was_asked_for() -> None:
    """DHL may write the question back in another form; the stream is the asked number's."""
    document = answer(
        event("SRTED", "NRQRD", "PO"), searched_piece_code="340434900000000010", piece_code=NUMBER
    )

    heard = polled(document, NUMBER)

    assert {said.number for said in heard.statements} == {NUMBER}
    assert [one.outcome for one in heard.answers] == [Outcome.NEWS]


def test_several_pieces_under_one_number_are_not_mixed() -> None:
    """A short number may match several parcels; unless one bears it, none is taken."""
    other = 'searched-piece-code="{0}" piece-code="{1}" error-status="0"'
    document = "".join(
        f'<data name="piece-shipment" {other.format(NUMBER, code)}/>'
        for code in ("00340434900000000034", "00340434900000000041")
    )

    heard = polled(f'<data name="piece-shipment-list" code="0">{document}</data>', NUMBER)

    assert [one.outcome for one in heard.answers] == [Outcome.REFUSED]
    assert "2 pieces" in heard.problems[0]


@pytest.mark.parametrize(
    ("fields", "span"),
    [
        ({"delivery_date": "14.03.2025"}, ("2025-03-14", "2025-03-14", "day")),
        (
            {
                "delivery_date": "14.03.2025",
                "delivery_timeframe_from": "09:30",
                "delivery_timeframe_to": "12:00",
            },
            ("2025-03-14T09:30", "2025-03-14T12:00", "window"),
        ),
        ({"delivery_date": "2025-03-14"}, ("2025-03-14", "2025-03-14", "day")),
        ({"delivery_date": ""}, None),
        ({"delivery_date": "01.01.2019"}, None),
        ({"delivery_date": "14.03.2025", "delivery_event_flag": "1"}, None),
    ],
)
def test_a_forecast_is_an_estimate_in_the_destinations_zone(
    fields: dict[str, str], span: tuple[str, str, str] | None
) -> None:
    """A day, or hours of it; an empty one takes nothing back."""
    heard = polled(answer(event("SRTED", "NRQRD", "PO"), dest_country="CH", **fields), NUMBER)

    expected = span and Span(from_=span[0], to=span[1], precision=span[2], zone="Europe/Zurich")
    assert [one.span for one in heard.estimates] == ([expected] if expected else [])


def test_the_public_form_is_walked_by_name_as_well() -> None:
    """Other names, another depth, the same attributes."""
    document = (
        '<data name="piece-status-public-list" code="0"><data><data name="piece-status-public" '
        f'error-status="0" searched-piece-code="{NUMBER}" piece-code="{NUMBER}">'
        f"{event('SRTED', 'NRQRD', 'PO')}</data></data></data>"
    )

    assert told(polled(document, NUMBER)) == [("event", "out_for_delivery", "progress.update")]


def test_umlauts_survive_the_declared_encoding() -> None:
    """The bytes are decoded by their own declaration."""
    document = '<?xml version="1.0" encoding="ISO-8859-1"?>' + answer(
        event("SRTED", "NRQRD", "PO", event_location="Köln", event_country="Österreich")
    )

    (said,) = polled(document.encode("latin-1"), NUMBER).statements

    assert said.place == Place(name="Köln", country="AT")


def test_entities_and_document_types_are_refused() -> None:
    """A document that would grow, or fetch, is no answer of DHL."""
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa">]><data name="piece-shipment-list" code="0">&a;</data>'

    heard = polled(bomb, NUMBER)

    assert heard.problems == ("a payload of DHL Parcel DE is not XML",)
