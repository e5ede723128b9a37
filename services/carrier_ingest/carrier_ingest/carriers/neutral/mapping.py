"""What a code means: a row of the account's mapping, else our own words, else nothing known."""

from typing import Final

from waymark_events.vocabulary import RANK, REASONS, UNMAPPED, Flag, Kind, Milestone, fits

from carrier_ingest.carriers.neutral.fields import WrongCellError
from carrier_ingest.carriers.option_tables import agreed
from carrier_ingest.carriers.tables import Row, by_code

_NEVER_ALONE: Final = (REASONS | set(Flag)) - {UNMAPPED}


def meaning_of(code: str, text: str, kinds: tuple[str, ...]) -> Row:
    """What a code means; WrongCellError for what looks like our words and is none of them."""
    return agreed(code, text, kinds) or _in_our_words(code)


def _in_our_words(code: str) -> Row:
    milestone, colon, reason = code.casefold().partition(":")
    if milestone not in RANK:
        if milestone in _NEVER_ALONE:
            raise WrongCellError("code", f"{code!r} is no milestone; write milestone:reason")
        return Row(code, Kind.EVENT, "", Milestone.IN_TRANSIT, UNMAPPED)
    row = by_code(__package__)[milestone]
    if not colon:
        return row
    if problem := fits(milestone, reason):
        raise WrongCellError("code", problem)
    return Row(code, row.kind, row.meaning, row.milestone, reason)
