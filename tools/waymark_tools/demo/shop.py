"""The retailer's shop: it places orders and books parcels by the HTTP API, as any shop would."""

import threading
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx

from waymark_tools.demo.story import Book, Line, Story

Json = dict[str, Any]
ZONE: Final = ZoneInfo("Europe/Berlin")
_TRIED_FOR_S: Final = 45.0
_PAUSE_S: Final = 0.5
_AGAIN: Final = frozenset({502, 503, 504})


class ShopError(Exception):
    """The API answered otherwise than this shop can go on with."""


class Shop:
    """Says every write with an Idempotency-Key, and again after 503: so it is done once."""

    def __init__(self, origin: str, key: str) -> None:
        self._http = httpx.Client(
            base_url=origin,
            headers={"Authorization": f"Bearer {key}"},
            timeout=15.0,
            trust_env=False,
        )
        self._lock = threading.Lock()
        self._ids: dict[str, str] = {}
        self.pages: dict[str, str] = {}

    def place(self, story: Story, days_ago: int) -> None:
        """Place the story's order; from then on the shop knows its id and tracking page."""
        placed = datetime.now(UTC) - timedelta(days=days_ago)
        body = order_body(story, placed)
        answer = self._wanted("/v1/orders", body, f"{story.reference}:place", 201)
        with self._lock:
            self._ids[story.reference] = answer["id"]
            self.pages[story.reference] = answer["recipients"][0]["tracking_url"]

    def book(self, story: Story, deed: Book) -> None:
        """Book a parcel with a number of the story."""
        body = parcel_body(story, deed)
        self._booked(self._path(story, "parcels"), body, f"{story.reference}:book:{deed.of}")

    def book_mistyped(self, story: Story, typed: str) -> str:
        """Book with a number that cannot be right; the refusal's sentence."""
        body = {"carrier": story.carrier, "number": typed}
        answer = self._post(self._path(story, "parcels"), body, f"{story.reference}:mistyped")
        if answer.status_code != httpx.codes.UNPROCESSABLE_ENTITY:
            raise ShopError(f"{typed} was answered with {answer.status_code}, not with 422")
        return str(answer.json().get("detail", ""))

    def does(self, story: Story, what: str, body: Json | None = None) -> None:
        """Do one of the order's own deeds, such as `confirm`."""
        self._wanted(self._path(story, what), body or {}, f"{story.reference}:{what}", 200)

    def receive(self, story: Story, contents: Sequence[tuple[int, int]]) -> None:
        """Have goods back."""
        self.does(story, "returns", {"contents": _contents(contents)})

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _path(self, story: Story, rest: str) -> str:
        with self._lock:
            return f"/v1/orders/{self._ids[story.reference]}/{rest}"

    def _booked(self, path: str, body: Json, key: str) -> None:
        """Book; the order may hear that a parcel is lost a moment after its buyer was told."""
        deadline = time.monotonic() + _TRIED_FOR_S
        answer = self._post(path, body, key)
        while _code(answer) == "not_replaceable" and time.monotonic() < deadline:
            time.sleep(_PAUSE_S)
            answer = self._post(path, body, f"{key}:{uuid.uuid4()}")
        self._check(path, answer, 201)

    def _check(self, path: str, answer: httpx.Response, status: int) -> None:
        if answer.status_code not in (status, httpx.codes.OK):
            raise ShopError(f"POST {path}: {answer.status_code} {answer.text[:500]}")

    def _wanted(self, path: str, body: Json, key: str, status: int) -> Json:
        answer = self._post(path, body, key)
        self._check(path, answer, status)
        document: Json = answer.json()
        return document

    def _post(self, path: str, body: Json, key: str) -> httpx.Response:
        """Say it until it is answered; a repeat under the same key changes nothing."""
        deadline = time.monotonic() + _TRIED_FOR_S
        while True:
            try:
                answer = self._http.post(path, json=body, headers={"Idempotency-Key": key})
                if answer.status_code not in _AGAIN or time.monotonic() > deadline:
                    return answer
            except httpx.TransportError as fault:
                if time.monotonic() > deadline:
                    raise ShopError(f"POST {path}: {fault}") from fault
            time.sleep(_PAUSE_S)


def order_body(story: Story, placed: datetime) -> Json:
    """The story's order as a body: of `POST /v1/orders`, or of a command."""
    return {
        "reference": story.reference,
        "placed_at": placed.isoformat(),
        "destination": {"country": "DE", "zone": ZONE.key},
        "recipient": {
            "reference": story.reference.lower(),
            "name": story.buyer,
            "email": address(story),
            "language": story.language,
            "postcode": "10115",
        },
        "lines": [_line(no, line) for no, line in enumerate(story.lines, start=1)],
    }


def parcel_body(story: Story, deed: Book) -> Json:
    """A parcel with a number of the story, as a body."""
    letter = deed.of
    body: Json = {"carrier": story.carrier_of(letter), "number": story.numbers[letter]}
    body |= {"way": deed.way}
    if deed.contents is not None:
        body["contents"] = _contents(deed.contents)
    if deed.promised_in_days is not None:
        day = datetime.now(ZONE).date() + timedelta(days=deed.promised_in_days)
        body["promise"] = {"day": day.isoformat()}
    if deed.replaces is not None:
        body["replaces"] = deed.replaces
    return body


def address(story: Story) -> str:
    """Where the story's buyer gets mail; told from the others by the order."""
    return f"{story.reference.lower()}@buyers.example"


def _code(answer: httpx.Response) -> str:
    """The code of a refusal; empty for what was done."""
    return str(answer.json().get("code", "")) if answer.is_client_error else ""


def _line(no: int, line: Line) -> Json:
    return {
        "line_no": no,
        "sku": f"ITEM-{no}",
        "title": line.title,
        "quantity": line.quantity,
        "price": {"amount": line.price, "currency": "EUR"},
    }


def _contents(pieces: Sequence[tuple[int, int]]) -> list[Json]:
    return [{"line_no": line, "quantity": quantity} for line, quantity in pieces]
