"""La Poste's answers: asking, which number each part is about, codes of both kinds."""

import pytest
from carrier_ingest.carriers import colissimo
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.heard import Advice, Outcome
from dialect_colissimo_payloads import (
    ABROAD,
    NUMBER,
    SAMPLES,
    UNKNOWN,
    answer,
    event,
    polled,
    sample,
    told,
)

assert colissimo.DIALECT.polling
POLLING = colissimo.DIALECT.polling


def test_la_poste_is_asked_for_ten_numbers_at_a_time() -> None:
    """In the path, in a language it speaks."""
    numbers = [f"6A{n:011d}" for n in range(21)]

    requests = POLLING.requests(numbers, Conventions(locale="de_AT"))

    assert [len(one.asked) for one in requests] == [10, 10, 1]
    assert [number for one in requests for number in one.asked] == numbers
    assert requests[2].target == f"/suivi/v2/idships/{numbers[20]}?lang=de_DE"
    assert requests[0].path == f"/suivi/v2/idships/{','.join(numbers[:10])}"


@pytest.mark.parametrize(("locale", "lang"), [("fr", "fr_FR"), ("en_US", "en_GB"), ("pl", "en_GB")])
def test_la_poste_speaks_six_languages(locale: str, lang: str) -> None:
    """Anything else hears English."""
    (request,) = POLLING.requests([NUMBER], Conventions(locale=locale))

    assert dict(request.query) == {"lang": lang}


def test_a_question_to_la_poste_bears_the_key() -> None:
    """And our own address where the account names it; a number cannot leave the path."""
    (plain,) = POLLING.requests(["6A/../x"], Conventions())
    (named,) = POLLING.requests([NUMBER], Conventions(options={"server_address": "192.0.2.1"}))

    headers = dict(POLLING.authorise(plain, {"api_key": "k3y"}, None, "request-1").headers)
    assert headers == {"Accept": "application/json", "X-Okapi-Key": "k3y"}
    assert dict(named.headers)["X-Forwarded-For"] == "192.0.2.1"
    assert plain.path.endswith("/6A%2F..%2Fx")


@pytest.mark.parametrize(
    ("status", "body", "advice"),
    [
        (200, b"{}", None),
        (207, b"[]", None),
        (404, b'{"returnCode": 104}', None),
        (400, b'{"returnCode": 400}', None),
        (404, b"<html>no such page</html>", Advice.RETRY_LATER),
        (207, b"<html>", Advice.RETRY_LATER),
        (401, b'{"code": "UNAUTHORIZED"}', Advice.STOP_ACCOUNT),
        (200, b'{"code": "UNAUTHORIZED"}', Advice.STOP_ACCOUNT),
        (429, b'{"code": "QUOTA"}', Advice.RETRY_LATER),
        (500, b'{"returnCode": 500}', Advice.RETRY_LATER),
        (504, b'{"returnCode": 504}', Advice.RETRY_LATER),
    ],
)
def test_an_http_answer_of_la_poste_is_judged_before_it_is_kept(
    status: int, body: bytes, advice: Advice | None
) -> None:
    """What has a code for a number is handed on."""
    trouble = POLLING.judge(status, body)

    assert (trouble.advice if trouble else None) == advice


def test_one_answer_holds_news_and_a_number_nobody_knows() -> None:
    """Held by customs; the second number was not scanned yet."""
    heard = polled(sample("colissimo_customs_and_unknown.json"), ABROAD, UNKNOWN)

    assert told(heard) == [
        ("event", "accepted", "progress.update"),
        ("event", "in_transit", "customs.presented"),
        ("event", "exception", "customs.held"),
    ]
    assert [(one.number, one.outcome, one.code) for one in heard.answers] == [
        (ABROAD, Outcome.NEWS, None),
        (UNKNOWN, Outcome.NOT_FOUND, "104"),
    ]
    assert (heard.problems, heard.links) == ((), ())


def test_a_key_that_is_refused_refuses_every_number() -> None:
    """Somebody has to see it, with whatever status it comes."""
    heard = polled((SAMPLES / "colissimo_key_refused.json").read_bytes(), NUMBER, ABROAD)

    assert heard.trouble is not None
    assert (heard.trouble.advice, heard.trouble.alarm) == (Advice.STOP_ACCOUNT, True)
    assert [one.outcome for one in heard.answers] == [Outcome.REFUSED, Outcome.REFUSED]


def test_an_error_of_the_gateway_that_nobody_knows_answers_no_number() -> None:
    """It is told when it stays."""
    heard = polled({"code": "ELSE"})

    assert heard.trouble is not None
    assert (heard.trouble.advice, heard.trouble.patience) == (Advice.RETRY_LATER, 3)
    assert heard.answers == ()


@pytest.mark.parametrize(
    ("code", "outcome", "advice"),
    [
        (104, Outcome.NOT_FOUND, Advice.CARRY_ON),
        ("104", Outcome.NOT_FOUND, Advice.CARRY_ON),
        (400, Outcome.REFUSED, Advice.STOP_NUMBER),
        (208, Outcome.REFUSED, Advice.RETRY_LATER),
        (504, Outcome.REFUSED, Advice.RETRY_LATER),
    ],
)
def test_a_code_of_an_entry_answers_its_number(
    code: object, outcome: Outcome, advice: Advice
) -> None:
    """What La Poste gives no words for is asked for later."""
    (one,) = polled({"returnCode": code, "idShip": NUMBER}).answers

    assert (one.number, one.outcome, one.advice, one.code) == (NUMBER, outcome, advice, str(code))


def test_a_parcel_beside_another_code_is_nothing_usable() -> None:
    """One without a code is there to be read; another word called `code` is no error."""
    other = polled(answer(event("ET1")) | {"returnCode": 208})
    codeless = polled(answer(event("ET1")) | {"returnCode": None})
    worded = polled(answer(event("ET1")) | {"code": "INFO"})

    assert (other.statements, other.answers[0].outcome) == ((), Outcome.REFUSED)
    for heard in (codeless, worded):
        assert (len(heard.statements), heard.answers[0].outcome) == (1, Outcome.NEWS)


def test_an_object_and_a_list_of_one_say_the_same() -> None:
    """The description says list; one number is answered with an object."""
    assert polled(answer(event("ET1"))) == polled([answer(event("ET1"))])


def test_what_answers_one_question_alone_is_about_the_number_asked_for() -> None:
    """However La Poste writes it back; among several each names its own."""
    alone = polled(answer(event("ET1"), idShip=ABROAD))
    among = polled([answer(event("ET1"), idShip=ABROAD)], NUMBER, ABROAD)

    assert [said.number for said in alone.statements] == [NUMBER]
    assert [said.number for said in among.statements] == [ABROAD]
    assert among.problems == (f"the answer of La Poste says nothing about {NUMBER}",)


def test_what_cannot_be_read_of_la_poste_is_told_in_a_sentence() -> None:
    """Nothing is skipped in silence."""
    nameless = polled([answer(event("ET1"), idShip=""), 7], NUMBER, ABROAD)

    assert polled(b"<html>").problems == ("a payload of La Poste is not JSON",)
    assert polled([]).problems == (f"the answer of La Poste says nothing about {NUMBER}",)
    assert nameless.problems[0] == "an entry of an answer of La Poste names no readable number"
    assert len(nameless.problems) == 3
