"""The journeys of docs/test-mode.md, booked and played over the whole system."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
from integration.whole_system import Whole, whole_system
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually

PAGE: Final = (Path(__file__).parents[2] / "docs" / "test-mode.md").read_text()
BLOCKS: Final = re.findall(r"<!-- a test runs this block -->\n```sh\n(.*?)\n```", PAGE, re.DOTALL)
ISSUE: Final = next(line for line in PAGE.splitlines() if line.startswith("waymark keys issue"))
ROWS: Final = {
    cells[0].strip(" `"): [cell.strip() for cell in cells[1:]]
    for cells in (line.strip("|").split("|") for line in PAGE.splitlines())
    if cells[0].startswith(" `TEST-")
}
LATE: Final = "TEST-LATE"
BY_PROMISE: Final = {
    "TEST-LATE-UNPROMISED": None,
    "TEST-LATE-LATER": f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}",
}
"""What `TEST-LATE` is booked with beside a promise that has passed."""
JOURNEY_S: Final = 8
SCOPES: Final = "orders:write,shipments:read,messages:read"


@dataclass(frozen=True)
class Played:
    """The system once all journeys are over; callers with a test and a live key.

    `booked` holds what booking each number was answered, `order` the first line's order.
    """

    whole: Whole
    test: httpx.Client
    live: httpx.Client
    key: str
    booked: Mapping[str, dict[str, Any]]
    order: str

    def status(self, number: str) -> dict[str, Any]:
        """Where a parcel stands."""
        answer = self.test.get("/v1/shipments", params={"number": typed(number)})
        found = answer.json()["items"]
        assert found, f"{number} is not there yet"
        return dict(found[0]["status"])

    def messages(self, number: str) -> list[dict[str, Any]]:
        """The messages about a number, the oldest first."""
        answer = self.test.get("/v1/messages", params={"order": self.booked[number]["id"]})
        return list(answer.json()["items"][::-1])

    def sent(self, number: str) -> set[str]:
        """What was told by mail."""
        told = [one for one in self.messages(number) if one["channel"] == "email"]
        return {one["trigger"] for one in told if one["state"] == "sent"}


@contextmanager
def journeys_played(broker: Broker, database: Databases) -> Iterator[Played]:
    """The lines of the document, and each of its numbers once more, booked and played."""
    with ExitStack() as opened:
        whole = opened.enter_context(
            whole_system(broker, database, CARRIER_INGEST_TEST_JOURNEY_S=str(JOURNEY_S))
        )
        whole.command("waymark retailers add --id acme --name Acme --sms")
        issued = whole.command(f"waymark keys issue --retailer acme --scopes {SCOPES}")
        key = whole.command(ISSUE)["key"]
        live = opened.enter_context(whole.caller(issued["key"]))
        test = opened.enter_context(whole.caller(key))
        order = run(f"{BLOCKS[0]}\necho; echo $ORDER", whole, key).splitlines()[-1]
        booked = {number: book(test, number) for number in (*ROWS, *BY_PROMISE)}
        made = Played(whole, test, live, key, booked, order)
        eventually(lambda: all(is_over(made, number) for number in ROWS), within_s=JOURNEY_S + 25)
        yield made


def typed(number: str) -> str:
    """A number of this test's own, in letters and with blanks as people write."""
    return f"{number.lower()}-Anna's  1"


def book(test: httpx.Client, number: str) -> dict[str, Any]:
    """Place an order whose one parcel goes by this number."""
    placed = test.post(
        "/v1/orders",
        json={
            "reference": number,
            "recipient": {"email": "anna@example.com", "phone": "+49301234567", "language": "en"},
            "lines": [{"sku": "LAMP", "title": "Lamp, brass", "quantity": 1}],
        },
    )
    body: dict[str, Any] = {"number": typed(number)}
    if day := "2026-01-02" if number == LATE else BY_PROMISE.get(number):
        body["promise"] = {"day": day}
    answer = test.post(f"/v1/orders/{placed.json()['id']}/parcels", json=body)
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


def named(cell: str) -> list[str]:
    """The names in a cell of the table."""
    return re.findall(r"`(\w+(?:\.\w+)?)`", cell)


def end_of(status: Mapping[str, Any]) -> list[str]:
    """Milestone, reason, flags and action in the table's words."""
    action = status.get("action")
    flags = ", ".join(f"`{flag}`" for flag in status.get("flags", ()))
    deed = f"{action['by']}: `{action['what']}`" if action else ""
    return [f"`{status['milestone']}`", f"`{status['reason']}`", flags, deed]


def is_over(played: Played, number: str) -> bool:
    """Whether it came to what the table says; how far it is where it did not yet."""
    row = ROWS[number]
    so_far = (number, end_of(played.status(number)), sorted(played.sent(number)))
    assert so_far == (number, row[:4], sorted(named(row[4])))
    return True


def run(script: str, whole: Whole, key: str) -> str:
    """Run lines of the document in one shell; what they print."""
    given = {"WAYMARK_URL": whole.origin, "WAYMARK_TEST_KEY": key, "no_proxy": "*"}
    done = subprocess.run(
        ["sh", "-ec", script], env=os.environ | given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
