"""The look-up by number: who guesses is counted by network, and told how much is left."""

import asyncio
import re
from collections.abc import Iterable

import httpx
import pytest
from projection.api.limiting import guessing_from
from projection.api.lookups import LookUpPage
from projection.app.lookups import FoundNumber
from starlette.applications import Starlette
from waymark_events.messages.statuses import PublicStatus
from waymark_events.vocabulary import Milestone

KNOWN = "1ZK7R24W0310048711"
LEFT = re.compile(r'"look-ups";r=(\d+);t=(\d+)')


class Lookups:
    """Knows one number; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.test = False

    def find(self, _retailer: str, entered: str) -> FoundNumber | None:
        """What the rows would say."""
        self.asked.append(entered)
        status = PublicStatus(milestone=Milestone.IN_TRANSIT, reason="moving", journey="")
        found = FoundNumber(
            retailer="Nordlicht", zone="Europe/Berlin", status=status, since=None, test=self.test
        )
        return found if entered == KNOWN else None


class Guessing:
    """Posts numbers from addresses, without a network."""

    def __init__(self) -> None:
        self.lookups = Lookups()
        self._app = Starlette(routes=LookUpPage(self.lookups).routes())  # type: ignore[arg-type]  # finds as `Lookups` does

    def guess(self, number: str, host: str = "203.0.113.7") -> httpx.Response:
        """One guess."""
        return asyncio.run(self._guess(number, host))

    def guess_all(self, hosts: Iterable[str]) -> list[int]:
        """A wrong guess from each address; the statuses."""
        return [self.guess("1", host).status_code for host in hosts]

    def guess_at_once(self, *numbers: str) -> list[int]:
        """Guesses that are all under way together; the statuses."""
        answers = asyncio.run(self._all(numbers))
        return [answer.status_code for answer in answers]

    async def _all(self, numbers: Iterable[str]) -> list[httpx.Response]:
        return await asyncio.gather(*(self._guess(number, "203.0.113.7") for number in numbers))

    async def _guess(self, number: str, host: str) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, client=(host, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
            return await client.post("/track", data={"retailer": "nordlicht", "number": number})


@pytest.fixture
def guessing() -> Guessing:
    return Guessing()


def left(answer: httpx.Response) -> tuple[int, int]:
    """What an answer says is left, and in how many seconds there is more."""
    assert answer.headers["ratelimit-policy"] == '"look-ups";q=10;w=600'
    told = LEFT.fullmatch(answer.headers["ratelimit"])
    assert told is not None
    return int(told[1]), int(told[2])


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("203.0.113.255", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("2001:db8:1:ffff:ffff::", "2001:db8:1::/48"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_guesses_are_counted_by_network(host: str, network: str) -> None:
    """/24 and /48; IPv4 in the clothes of IPv6 is IPv4, else all of it would be one network."""
    assert guessing_from(host) == network


@pytest.mark.parametrize(
    ("hosts", "beside"),
    [
        ([f"203.0.113.{last}" for last in range(10)], "203.0.114.1"),
        ([f"2001:db8:1:{part}::1" for part in range(10)], "2001:db8:2::1"),
    ],
)
def test_ten_misses_and_a_network_waits(guessing: Guessing, hosts: list[str], beside: str) -> None:
    """Whichever of its addresses guesses; what it asks then is not looked up. Others go on."""
    assert guessing.guess_all(hosts) == [404] * 10
    asked = len(guessing.lookups.asked)

    refused = guessing.guess(KNOWN, hosts[0])

    assert refused.status_code == 429
    assert len(guessing.lookups.asked) == asked
    assert left(refused)[0] == 0
    assert 590 <= int(refused.headers["retry-after"]) == left(refused)[1] <= 600
    assert guessing.guess(KNOWN, beside).status_code == 200


def test_every_answer_says_what_is_left(guessing: Guessing) -> None:
    """Who finds a number loses nothing; only a refusal says when to come again."""
    answers = [guessing.guess(number) for number in (KNOWN, "1", "2", KNOWN)]

    assert [left(answer)[0] for answer in answers] == [10, 9, 8, 8]
    assert all(0 < left(answer)[1] <= 600 for answer in answers)
    assert not any("retry-after" in answer.headers for answer in answers)


def test_guesses_sent_at_once_learn_no_more(guessing: Guessing) -> None:
    """Ten misses are told, and whatever else is under way then is refused.

    Seen to fail: where only those are refused that come later, a thousand are told at once.
    """
    statuses = guessing.guess_at_once(*(str(number) for number in range(50)))

    assert sorted(statuses) == [404] * 10 + [429] * 40


def test_what_is_found_of_a_test_says_that_it_is_one(guessing: Guessing) -> None:
    """Who follows a number of a test mode is not left to believe in a parcel."""
    live = guessing.guess(KNOWN)
    guessing.lookups.test = True

    test = guessing.guess(KNOWN)

    assert "This is a test" in test.text
    assert "This is a test" not in live.text
