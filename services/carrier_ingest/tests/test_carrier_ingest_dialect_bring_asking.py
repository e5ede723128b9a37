"""Asking Bring: how, under which number an answer is kept, and what its errors mean."""

from typing import Any

import pytest
from carrier_ingest.carriers import bring
from carrier_ingest.carriers.dialect import Conventions, Polling
from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome
from dialect_bring_payloads import NUMBER, SHIPMENT, answer, event, package, polled, sample

OTHER = "370730000000000022"
USER = {"api_uid": "ops@example.org", "api_key": "k3y"}
NEWS = Outcome.NEWS


def polling() -> Polling:
    assert bring.DIALECT.polling is not None
    return bring.DIALECT.polling


@pytest.mark.parametrize(
    ("locale", "lang"), [("nb_NO", "no"), ("sv", "sv"), ("da_DK", "da"), ("de", "en"), ("en", "en")]
)
def test_bring_is_asked_for_one_number_in_a_language_it_speaks(locale: str, lang: str) -> None:
    """Two numbers are two requests."""
    first, second = polling().requests([NUMBER, "A&B"], Conventions(locale=locale))

    assert first.target == f"/tracking/api/v2/tracking.json?q={NUMBER}&lang={lang}"
    assert first.asked == (NUMBER,)
    assert second.target == f"/tracking/api/v2/tracking.json?q=A%26B&lang={lang}"
    assert (polling().numbers_per_request, polling().a_second) == (1, 1.0)


def test_a_request_bears_the_user_and_who_asks() -> None:
    """There has to be an address of ours; any text is one."""
    (request,) = polling().requests([NUMBER], Conventions())

    headers = dict(polling().authorise(request, USER, None, "r-1").headers)

    assert headers == {
        "Accept": "application/json",
        "X-MyBring-API-Uid": "ops@example.org",
        "X-MyBring-API-Key": "k3y",
        "X-Bring-Client-URL": "waymark",
    }
    named = polling().authorise(request, USER | {"client_url": "https://a.example"}, None, "r-1")
    assert dict(named.headers)["X-Bring-Client-URL"] == "https://a.example"


def outcomes(heard: Heard) -> list[tuple[str, Outcome]]:
    return [(one.number, one.outcome) for one in heard.answers]


def test_a_number_without_data_is_not_found() -> None:
    """Bring says so with HTTP 200; it may be known tomorrow."""
    found = polled(sample("bring_not_found.json"), NUMBER)

    assert found.answers == (
        Answer(number=NUMBER, outcome=Outcome.NOT_FOUND, advice=Advice.CARRY_ON, code="404"),
    )
    assert (found.trouble, found.problems) == (None, ())
    assert outcomes(polled({"consignmentSet": []}, NUMBER)) == [(NUMBER, Outcome.NOT_FOUND)]


@pytest.mark.parametrize(
    ("code", "advice", "alarm"),
    [(401, Advice.STOP_ACCOUNT, True), ("403", Advice.STOP_ACCOUNT, True),
     (429, Advice.RETRY_LATER, False), (503, Advice.RETRY_LATER, False)],
)  # fmt: skip
def test_an_error_of_the_account_answers_no_number(
    code: object, advice: Advice, *, alarm: bool
) -> None:
    """Nothing was wrong with the number, though HTTP said 200."""
    found = polled({"consignmentSet": [{"error": {"code": code}}]}, NUMBER)

    assert found.trouble is not None
    assert (found.trouble.advice, found.trouble.alarm) == (advice, alarm)
    assert found.answers == ()


@pytest.mark.parametrize(
    ("code", "named"), [(418, "418"), ("5ab", "5ab"), (5001, "5001"), ("", "without a code")]
)
def test_an_error_that_nobody_knows_is_named(code: object, named: str) -> None:
    """By its code, or that it has none."""
    found = polled({"consignmentSet": [{"error": {"code": code, "message": "no"}}]}, NUMBER)

    assert [(one.outcome, one.advice) for one in found.answers] == [
        (Outcome.REFUSED, Advice.RETRY_LATER)
    ]
    assert found.problems == (f"Bring answered with an error we do not know: {named}",)


@pytest.mark.parametrize(
    ("status", "body", "advice"),
    [
        (200, b"", None),
        (404, b'{"consignmentSet": [{"error": {"code": 404}}]}', None),
        (404, b"<html>", Advice.RETRY_LATER),
        (401, b"", Advice.STOP_ACCOUNT),
        (403, b"", Advice.STOP_ACCOUNT),
        (429, b"", Advice.RETRY_LATER),
        (500, b'{"consignmentSet": []}', Advice.RETRY_LATER),
    ],
)
def test_a_status_is_judged_before_the_body_is_read(
    status: int, body: bytes, advice: Advice | None
) -> None:
    """A 404 that holds an answer is one."""
    trouble = polling().judge(status, body)

    assert (trouble.advice if trouble else None) == advice


def numbers(body: Any, *asked: str) -> list[str]:
    return [said.number for said in polled(body, *asked).statements]


def test_each_parcel_of_a_shipment_is_kept_apart() -> None:
    """An event of the shipment stands under each of its parcels."""
    shared = event("IN_TRANSIT", consignmentEvent=True)
    body = answer(package(shared), package(shared, packageNumber=OTHER))

    assert sorted(numbers(body, SHIPMENT)) == [NUMBER, OTHER]
    assert outcomes(polled(body, SHIPMENT)) == [(SHIPMENT, NEWS)]
    assert outcomes(polled(body, NUMBER, OTHER)) == [(NUMBER, NEWS), (OTHER, NEWS)]


def test_a_parcel_alone_is_kept_under_the_number_asked_for() -> None:
    """A retailer may know its shipment's number alone."""
    body = answer(package(event("IN_TRANSIT")))

    assert numbers(body, NUMBER) == [NUMBER]
    assert numbers(body, SHIPMENT) == [SHIPMENT]
    assert numbers(body) == [NUMBER]
    assert [(one.number, one.successor) for one in polled(body, SHIPMENT).links] == [
        (NUMBER, SHIPMENT)
    ]


def test_a_parcel_labelled_anew_stays_under_the_number_asked_for() -> None:
    """Nobody else asks for the new one, so its history would be nobody's."""
    body = answer(package(event("IN_TRANSIT"), previousPackageNumber=OTHER))

    found = polled(body, OTHER)

    assert [said.number for said in found.statements] == [OTHER]
    assert outcomes(found) == [(OTHER, NEWS)]
    assert (found.links[0].number, found.links[0].successor) == (OTHER, NUMBER)
    assert numbers(body, NUMBER) == [NUMBER]


def test_the_same_holds_for_one_of_several_parcels() -> None:
    """The others stand under their own numbers, and so does one that is asked for by both."""
    relabelled = package(event("IN_TRANSIT"), previousPackageNumber=OTHER)
    third = "370730000000000039"
    body = answer(relabelled, package(event("IN_TRANSIT"), packageNumber=third))

    assert sorted(numbers(body, OTHER)) == [OTHER, third]
    assert sorted(numbers(body, NUMBER, OTHER)) == [NUMBER, third]


def test_the_same_holds_for_a_shipment_labelled_anew() -> None:
    """Its single parcel stays under the number asked for."""
    body = answer(package(event("IN_TRANSIT")), previousConsignmentId="70730000000000038")

    assert numbers(body, "70730000000000038") == ["70730000000000038"]
    both = answer(package(), package(packageNumber=OTHER), previousConsignmentId="707300000")
    assert [one.number for one in polled(both, NUMBER).links].count("707300000") == 1


def test_a_number_that_an_answer_leaves_out_is_told() -> None:
    """Other parcels say nothing about it."""
    body = answer(package(event("IN_TRANSIT")), package(packageNumber=OTHER))

    found = polled(body, "370730000000000039")

    assert found.answers == ()
    assert found.problems == ("the answer of Bring says nothing about 370730000000000039",)


def test_an_error_beside_a_parcel_costs_it_nothing() -> None:
    """What can be read is read."""
    body = answer(package(event("IN_TRANSIT")))
    body["consignmentSet"] = [{"error": {"code": 404}}, *body["consignmentSet"]]

    found = polled(body, NUMBER, OTHER)

    assert outcomes(found) == [(NUMBER, NEWS), (OTHER, Outcome.NOT_FOUND)]
    assert len(found.statements) == 1
