"""DHL's answers: which number each piece belongs to, and what its error codes mean."""

import msgspec
import pytest
from carrier_ingest.carriers import dhl_parcel_de
from carrier_ingest.carriers.heard import Advice, Outcome, Trouble
from dialect_dhl_payloads import ABROAD, NUMBER, UNKNOWN, answer, event, polled, sample, told


def test_one_answer_holds_news_and_a_number_nobody_knows() -> None:
    """Held by Swiss customs; the second number is not found; the document is in Latin-1."""
    heard = polled(sample("dhl_parcel_de_customs_and_unknown.xml"), ABROAD, UNKNOWN)

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
    heard = polled(sample("dhl_parcel_de_login_failed.xml"), NUMBER, ABROAD)

    assert heard.trouble is not None
    assert (heard.trouble.advice, heard.trouble.alarm) == (Advice.STOP_ACCOUNT, True)
    assert [one.outcome for one in heard.answers] == [Outcome.REFUSED, Outcome.REFUSED]


@pytest.mark.parametrize("status", [401, 403])
def test_a_gateway_that_refuses_stops_the_account(status: int) -> None:
    """It is told in the sentence of all carriers, with the status."""
    assert dhl_parcel_de.DIALECT.polling is not None

    assert dhl_parcel_de.DIALECT.polling.judge(status, b"") == Trouble(
        advice=Advice.STOP_ACCOUNT,
        code=f"http {status}",
        detail=f"DHL's gateway refuses this account with HTTP {status}",
        alarm=True,
    )


def test_a_signature_list_says_nothing_of_a_parcel() -> None:
    """A proof of delivery holds no scans, and its picture is not repeated anywhere."""
    heard = polled(sample("dhl_parcel_de_signature.xml"), NUMBER)

    assert (heard.statements, heard.notes) == ((), ())
    assert b"47494638" not in msgspec.json.encode(heard)


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


@pytest.mark.parametrize("piece", [answer(event("SRTED")), answer(error_status="41")])
def test_a_number_that_nobody_asked_for_is_not_answered(piece: str) -> None:
    """What DHL says of it is heard all the same."""
    heard = polled(piece, UNKNOWN)

    assert heard.answers == ()
    assert heard.problems == (f"the answer of DHL says nothing about {UNKNOWN}",)


def test_an_answer_that_failed_as_a_whole_leaves_its_numbers_open() -> None:
    """Trouble is told once, and not once more for each of them."""
    heard = polled('<data name="piece-shipment-list" code="-1"/>', NUMBER, UNKNOWN)

    assert heard.trouble is not None
    assert (heard.answers, heard.problems) == ((), ())


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


def test_entities_and_document_types_are_refused() -> None:
    """A document that would grow, or fetch, is no answer of DHL."""
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa">]><data name="piece-shipment-list" code="0">&a;</data>'

    heard = polled(bomb, NUMBER)

    assert heard.problems == ("a payload of DHL Parcel DE is not XML",)
