"""What codes of rows mean: by the account's mapping, else in our own words."""

from pathlib import Path

import pytest
from carrier_ingest.carriers.tables import read_rows
from dialect_rows import MAPPING, conventions, refused, said
from waymark_events.vocabulary import REASONS, Flag, Kind, Milestone, fits

WORDS = list(read_rows("carrier_ingest.carriers.neutral"))
PAIRS = [(m, reason) for m in Milestone for reason in sorted(REASONS) if fits(m, reason) is None]
MAPPED = conventions(codes=MAPPING)
TWO_LISTS = "code,kind,meaning,milestone,reason\nA,slow,,exception,carrier.delayed\n" + (
    "A,fast,,in_transit,progress.departed\nB,other,,lost,carrier.lost\n"
)


@pytest.mark.parametrize("row", WORDS, ids=lambda row: row.code)
def test_a_milestone_alone_has_its_reason(row: object) -> None:
    """Each of the fourteen, in any case."""
    word = next(one for one in WORDS if one is row)

    found = said(code=word.code.upper())

    assert (found.kind, found.milestone, found.reason) == (word.kind, word.milestone, word.reason)


def test_a_milestone_takes_every_reason_that_fits() -> None:
    """`in_transit:unmapped` too: the sender may know no better."""
    for milestone, reason in PAIRS:
        found = said(code=f"{milestone}:{reason}".title())
        assert (found.milestone, found.reason) == (milestone, reason)


@pytest.mark.parametrize(
    "code",
    [
        "delivered:carrier.lost", "lost:delivered.other", "in_transit:", "exception:bogus",
        "recipient.not_home", "unstated", *Flag,
    ],
)  # fmt: skip
def test_what_looks_like_our_words_and_is_none_is_refused(code: str) -> None:
    """A reason alone, a pair that cannot be, a flag: those are ours to raise."""
    assert refused(code=code).field == "code"


@pytest.mark.parametrize("code", ["ZL01", "zl01"])
def test_a_mapping_is_tried_exactly_and_then_without_case(code: str) -> None:
    """The code is kept as it was written."""
    found = said(MAPPED, code=code)

    assert (found.milestone, found.reason, found.code) == (
        "in_transit", "customs.presented", code,
    )  # fmt: skip


def test_codes_that_differ_by_case_alone_are_two() -> None:
    """Exactly goes before without case."""
    mapping = MAPPING + "zl01,event,,lost,carrier.lost\n"

    assert said(conventions(codes=mapping), code="zl01").milestone == "lost"
    assert said(conventions(codes=mapping), code="ZL01").milestone == "in_transit"
    assert said(conventions(codes=mapping), code="Zl01").milestone == "in_transit"


def test_our_own_words_are_read_beside_a_mapping() -> None:
    """Unless the mapping gives them another meaning."""
    assert said(MAPPED, code="returned").milestone == "returned"
    mapping = MAPPING + "returned,event,,returning,unstated\n"
    assert said(conventions(codes=mapping), code="returned").milestone == "returning"


def test_a_code_that_nobody_mapped_is_unmapped() -> None:
    """With its text."""
    found = said(MAPPED, code="XX77", text="Something")

    assert (found.kind, found.milestone, found.reason, found.text) == (
        Kind.EVENT, "in_transit", "unmapped", "Something",
    )  # fmt: skip


def test_a_mapping_says_what_a_code_does() -> None:
    """An event, an info, or a correction of the last event."""
    assert said(MAPPED, code="SD10").kind == Kind.INFO
    correction = said(MAPPED, code="ZL99")
    assert (correction.kind, correction.withdraws) == (Kind.CORRECTION, None)


def test_lists_of_a_mapping_are_tried_in_the_accounts_order() -> None:
    """A table may hold one code in several lists; a list that is not named is not read."""
    fast = conventions(codes=TWO_LISTS, kinds="fast, slow")
    slow = conventions(codes=TWO_LISTS, kinds="slow,fast")

    assert said(fast, code="A").reason == "progress.departed"
    assert said(slow, code="a").reason == "carrier.delayed"
    assert said(slow, code="B").reason == "unmapped"


def test_the_page_of_words_is_whole() -> None:
    """Whoever writes a mapping finds each milestone with its reason, and each reason, there."""
    page = (Path(__file__).parents[3] / "docs/carriers/words.md").read_text(encoding="utf-8")
    rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in page.splitlines()]
    cells = [row for row in rows if len(row) > 1]

    milestones = {row[0]: row[2] for row in cells if row[0] in set(Milestone) and len(row) > 2}
    families = {row[0]: row[1].split("`, `") for row in cells if len(row) == 2}

    assert milestones == {word.code: word.reason for word in WORDS}
    details = {f"{family}.{detail}" for family, listed in families.items() for detail in listed}
    assert details - {"family.details", "---.---"} == {one for one in REASONS if "." in one}
