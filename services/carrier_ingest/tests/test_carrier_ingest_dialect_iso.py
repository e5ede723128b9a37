"""What several dialects read alike: ISO times, countries of three letters, questions, logins."""

import re

import pytest
from carrier_ingest.app.questions import Asker
from carrier_ingest.asking import Line, Reply
from carrier_ingest.carriers import hermes
from carrier_ingest.carriers.batches import batches
from carrier_ingest.carriers.clock import Whereabouts
from carrier_ingest.carriers.dialect import Conventions, PollRequest, Request
from carrier_ingest.carriers.geography import country_code
from carrier_ingest.carriers.printed import iso_time, moment
from carrier_ingest.store.accounts import Account
from waymark_events.ids import AccountId, RetailerId
from waymark_runtime.seal import Seal

GERMANY = Whereabouts(country="DE")
SEAL = Seal(bytes(32))


@pytest.mark.parametrize(
    ("written", "certainty", "key"),
    [
        ("2025-04-09T14:22:51+02:00", "exact", "20250409T122251Z"),
        ("2025-04-09T14:22:51.750+0200", "exact", "20250409T122251Z"),
        ("2025-04-09T12:22:51Z", "exact", "20250409T122251Z"),
        ("2025-04-09T14:22+02", "exact", "20250409T122200Z"),
        ("2025-04-09 14:22:51", "place", "2025-04-09T14:22:51"),
        ("2025-04-09T14:22:51+17:00", "place", "2025-04-09T14:22:51"),
        ("2025-04-09", "none", "2025-04-09"),
    ],
)
def test_an_iso_time_says_as_much_as_it_carries(written: str, certainty: str, key: str) -> None:
    """Its offset in any spelling, else the place's zone; a day stays a day."""
    when = iso_time(written, GERMANY)

    assert when is not None
    assert (when.certainty, moment(when)) == (certainty, key)
    assert "." not in when.local
    assert when.instant is None or when.instant.microsecond == 0


@pytest.mark.parametrize(
    "written",
    ["", "soon", "20250409", "2025-02-30", "2025-04-09T25:00:00Z", "2025-W15-3", "12:00",
     "0001-01-01T00:00:00+02:00"],
)  # fmt: skip
def test_what_is_no_iso_time_is_none(written: str) -> None:
    """Nor is a moment before the calendar."""
    assert iso_time(written, GERMANY) is None


@pytest.mark.parametrize(("alpha3", "alpha2"), [("DEU", "DE"), ("che", "CH"), ("AUT", "AT")])
def test_a_country_is_known_by_three_letters(alpha3: str, alpha2: str) -> None:
    """As some carriers write it."""
    assert country_code(alpha3) == alpha2


def test_numbers_are_cut_into_questions_with_the_odd_ones_apart() -> None:
    """None is lost and none asked for twice."""
    asked = list(batches(["1", "2", "x", "3"], 2, re.compile("[0-9]")))

    assert asked == [("1", "2"), ("3",), ("x",)]


class Recording(Line):
    """A line that remembers where it was sent to."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def send(self, base_url: str, request: Request) -> Reply:
        self.sent.append(base_url + request.path)
        return Reply(200, b'{"access_token": "t", "expires_in": "3600"}', "application/json")


def test_a_token_is_fetched_where_the_dialect_says() -> None:
    """The question itself goes to the account's host."""
    line, name = Recording(), "nordlicht/hermes"
    account = Account(
        retailer=RetailerId("nordlicht"),
        account=AccountId("hermes"),
        dialect="hermes",
        carrier="hermes",
        base_url="https://de-api-int.hermesworld.com",
        credentials=SEAL.close(
            dict.fromkeys(("client_id", "client_secret", "username", "password"), "x"), name
        ),
    )
    question = PollRequest(method="GET", path="/services/hsi/shipmentinfo")

    Asker(line, SEAL).ask(account, hermes.DIALECT, question, Conventions())
    line.close()

    assert line.sent == [
        "https://authme-int.myhermes.de/authorization-facade/oauth2/access_token",
        "https://de-api-int.hermesworld.com/services/hsi/shipmentinfo",
    ]
