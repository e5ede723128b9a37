"""Shipments that UPS gives in pages: what is missing, what to ask for next, and when to stop."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import msgspec
import pytest
from carrier_ingest.carriers import ups
from carrier_ingest.carriers.dialect import Conventions, Pages, PollRequest
from carrier_ingest.carriers.heard import Outcome
from dialect_damage import JUNK, damage, paths
from dialect_ups_payloads import DUTIABLE, NUMBER, package, polled, sample
from hypothesis import given
from hypothesis import strategies as st

assert ups.DIALECT.polling is not None
assert ups.DIALECT.polling.pages is not None
UPS = ups.DIALECT.polling
PAGES: Pages = ups.DIALECT.polling.pages
(QUESTION,) = UPS.requests([NUMBER], Conventions(locale="de_DE"))
COUNTS = st.one_of(st.integers(-1, 12), st.sampled_from(["3", "12", "", None, "many"]))
FOUND = st.lists(st.tuples(st.sampled_from("ABCDEFGH"), COUNTS), max_size=4)


def answer(*numbers: str, announced: object = 5) -> bytes:
    return body_of([(number, announced) for number in numbers])


def body_of(found: Sequence[tuple[str, object]]) -> bytes:
    packages = [{"trackingNumber": number, "packageCount": count} for number, count in found]
    return msgspec.json.encode({"trackResponse": {"shipment": [{"package": packages}]}})


def offset(request: PollRequest | None) -> str | None:
    return dict(request.query)["offset"] if request else None


def test_a_page_is_asked_for_as_ups_describes_it() -> None:
    """By the number of the question, from an offset, in its language, for nobody in particular."""
    page = PAGES.request(QUESTION, [answer(NUMBER)])

    assert page is not None
    url = urlsplit(page.target)
    assert url.path == f"/api/track/v1/shipment/details/{NUMBER}"
    assert parse_qs(url.query) == {"locale": ["de_DE"], "offset": ["0"], "count": ["50"]}
    assert (page.method, page.asked, page.headers) == ("GET", (), QUESTION.headers)


@pytest.mark.parametrize(
    ("announced", "missing"),
    [(5, 3), ("5", 3), (2, 0), (1, 0), (0, 0), (-4, 0), (None, 0), ("many", 0), (10**9, 0)],
)
def test_what_is_announced_and_not_there_is_missing(announced: object, missing: int) -> None:
    """A count that is no count, or beyond reason, announces nothing."""
    assert PAGES.missing([answer("A", "B", announced=announced)]) == missing


def test_an_answer_without_packages_announces_none() -> None:
    """And as many as four digits can say are believed."""
    assert PAGES.missing([b"{}"]) == PAGES.missing([]) == 0
    assert PAGES.missing([answer("A", announced=9_999)]) == 9_998


def test_a_package_seen_twice_is_one_package() -> None:
    """The package of the first answer stands on a page again."""
    assert PAGES.missing([answer("C"), answer("A", "B", "C")]) == 2
    assert PAGES.missing([answer("C"), answer("A", "B", "C"), answer("D", "E")]) == 0


def test_pages_go_on_where_the_last_one_ended() -> None:
    """The first answer is no page; each page is as long as it is, and not as long as asked."""
    first, page = answer("C"), answer("A", "B", "C")

    assert offset(PAGES.request(QUESTION, [first])) == "0"
    assert offset(PAGES.request(QUESTION, [first, page])) == "3"
    assert offset(PAGES.request(QUESTION, [first, page, answer("D")])) == "4"


@pytest.mark.parametrize("number", ["1Z/../x", "1Z?x"])
def test_a_number_that_is_a_path_stays_a_number(number: str) -> None:
    """Whatever somebody booked: it is asked for, and nothing else."""
    (question,) = UPS.requests([number], Conventions(locale="de_DE"))

    page = PAGES.request(question, [answer(NUMBER)])

    assert page is not None
    assert page.path.removeprefix("/api/track/v1/shipment/details/") == quote(number, safe="")


@pytest.mark.parametrize(
    "last", [answer(), answer("A", "B"), answer("A", "B", "C"), b"<html>", b'{"response": {}}']
)
def test_a_page_that_brings_nothing_new_is_the_last(last: bytes) -> None:
    """Empty, repeated, or no page at all: asking on would never end."""
    answers = [answer("C", announced=9), answer("A", "B", "C", announced=9), last]

    assert PAGES.missing(answers) > 0
    assert PAGES.request(QUESTION, answers) is None


@given(st.lists(FOUND, min_size=1, max_size=6))
def test_pages_end_whatever_the_carrier_repeats(told: list[list[tuple[str, object]]]) -> None:
    """A carrier with eight packages is asked for nine pages at most, whatever it counts."""
    answers, rounds = [body_of(told[0])], 0
    while rounds < 20 and PAGES.missing(answers) and PAGES.request(QUESTION, answers):
        rounds += 1
        answers.append(body_of(told[rounds % len(told)]))

    assert rounds <= 9


@given(data=st.data())
def test_damaged_answers_never_raise(data: st.DataObject) -> None:
    """Whatever stands in an answer, there is a count and a next page or none."""
    value: Any = sample("ups_poll_delivered.json")
    for _ in range(data.draw(st.integers(1, 4))):
        if places := paths(value):
            how = data.draw(st.sampled_from(["drop", "retype", "nest", "repeat"]))
            damage(value, data.draw(st.sampled_from(places)), how, data.draw(JUNK))
    answers = [msgspec.json.encode(value), data.draw(st.binary(max_size=50))]

    assert PAGES.missing(answers) >= 0
    PAGES.request(QUESTION, answers)


def test_a_package_alone_on_a_page_is_filed_under_its_own_number() -> None:
    """A page answers no question: its only package is not the one that was asked for."""
    body = sample("ups_poll_customs.json")
    package(body)["packageCount"] = 2

    heard = polled(body)

    assert {said.number for said in heard.statements} == {DUTIABLE}
    assert (heard.answers, heard.problems) == ((), ())


def test_the_first_of_several_packages_answers_the_question() -> None:
    """A count above one changes nothing of what the first answer says."""
    body = sample("ups_poll_delivered.json")
    package(body)["packageCount"] = 5

    heard = polled(body, NUMBER)

    assert [one.outcome for one in heard.answers] == [Outcome.NEWS]
    assert heard.problems == ()
