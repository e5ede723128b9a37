"""The rest of a shipment: UPS answers with one package and says how many there are."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import quote

from carrier_ingest.carriers.dialect import PollRequest
from carrier_ingest.carriers.reading import child, children, decoded, text

PACKAGES_A_PAGE: Final = 50
_LONGEST_COUNT: Final = 4


def missing(answers: Sequence[bytes]) -> int:
    """How many packages are announced in these answers and stand in none of them."""
    packages = [package for answer in answers for package in _packages(answer)]
    announced = max((_count(package) for package in packages), default=0)
    return max(announced - len(_names(packages)), 0)


def request(question: PollRequest, answers: Sequence[bytes]) -> PollRequest | None:
    """Ask for the next page of the shipment that the asked number belongs to.

    The first answer is no page: its package may stand anywhere in the shipment, so that pages begin
    at the first. They end with one that repeats others or is empty, whatever count is announced.
    """
    pages = [list(_packages(answer)) for answer in answers[1:]]
    before = [package for page in pages[:-1] for package in page]
    if pages and _names(pages[-1]) <= _names(before):
        return None
    (number,) = question.asked
    return PollRequest(
        method="GET",
        path=f"/api/track/v1/shipment/details/{quote(number, safe='')}",
        query=(
            ("locale", dict(question.query)["locale"]),
            ("offset", str(sum(len(page) for page in pages))),
            ("count", str(PACKAGES_A_PAGE)),
        ),
        headers=question.headers,
    )


def _packages(answer: bytes) -> Iterator[object]:
    for shipment in children(child(decoded(answer), "trackResponse"), "shipment"):
        yield from children(shipment, "package")


def _names(packages: Iterable[object]) -> set[str]:
    return {text(package, "trackingNumber") for package in packages}


def _count(package: object) -> int:
    written = text(package, "packageCount")
    plain = written.isascii() and written.isdecimal() and len(written) <= _LONGEST_COUNT
    return int(written) if plain else 0
