"""Royal Mail's codes: every row, those that no row has, and what a category may say."""

from carrier_ingest.carriers import royal_mail
from carrier_ingest.carriers.tables import by_code
from dialect_royal_mail_payloads import NUMBER, event, item, only, polled, told

NEWEST = {
    "lastEventCode": "EVXYZ",
    "lastEventDateTime": "2025-06-05T10:15:00+01:00",
    "lastEventLocationName": "Truro",
}


def test_every_row_of_the_table_is_found_by_its_code() -> None:
    """In either case of letters."""
    rows = by_code(royal_mail.__name__)

    heard = {code: told(polled(item(event(code.lower())), NUMBER)) for code in rows}

    assert heard == {c: [(row.kind, row.milestone, row.reason)] for c, row in rows.items()}


def test_an_unknown_code_is_shown_and_guessed_at_only_by_a_delivery() -> None:
    """Half of the codes are not public: the category of the newest helps out, for one word."""
    said = {
        category: only(event("EVXYZ"), summary=NEWEST | {"statusCategory": category}).reason
        for category in ("DELIVERED", "Delivered to you", "ATTEMPTED", "NOT DELIVERED", "")
    }

    assert said == {
        "DELIVERED": "delivered.other",
        "Delivered to you": "delivered.other",
        "ATTEMPTED": "unmapped",
        "NOT DELIVERED": "unmapped",
        "": "unmapped",
    }
    older = event("EVXYA", "2025-06-04T10:15:00+01:00")
    both = polled(item(event("EVXYZ"), older, summary=NEWEST | {"statusCategory": "DELIVERED"}))
    assert [one.reason for one in both.statements] == ["unmapped", "delivered.other"]


def test_a_category_never_overrules_a_code() -> None:
    """Milestones come from codes; words only from people's pages."""
    newest = NEWEST | {"lastEventCode": "EVKLC", "statusCategory": "DELIVERED"}

    assert only(event("EVKLC"), summary=newest).milestone == "available_for_pickup"
