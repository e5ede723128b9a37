"""What is said about a parcel: the first sentence, why, and what to do."""

import pytest
from waymark_events.values import Action, Money, When, Where
from waymark_events.vocabulary import (
    REASONS,
    Certainty,
    Deed,
    Direction,
    Flag,
    Milestone,
    Party,
    Way,
    fits,
)
from waymark_words import (
    LANGUAGES,
    OrderWords,
    ParcelWords,
    action_sentence,
    certainty_line,
    flag_sentences,
    headline,
    milestone_name,
    order_headline,
    reason_sentence,
    stations,
)
from words_parcels import AT_1142, NOW, day, estimated, parcel, promised, window

PAIRS = [(m, r) for m in Milestone for r in sorted(REASONS) if fits(m, r) is None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pair_of_the_vocabulary_has_an_honest_sentence(language: str) -> None:
    """Whatever a code means, page and messages have words for it in every direction and way."""
    for milestone, reason in PAIRS:
        for direction in Direction:
            for way in Way:
                one = parcel(milestone, reason, direction=direction, way=way, since=AT_1142)
                assert headline(language, one, NOW)
                assert stations(language, one)
        assert milestone_name(language, milestone, reason)
        assert reason_sentence(language, reason)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flag_is_said(language: str) -> None:
    """A flag beside a moving parcel is a sentence, or is said elsewhere."""
    for flag in set(Flag) - {Flag.AFTER_END, Flag.NUMBER_USED_BEFORE}:
        assert flag_sentences(language, parcel(flags=(flag,)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_deed_is_an_instruction(language: str) -> None:
    """Each action has words, with and without its amount and its last day."""
    for deed in Deed:
        bare = Action(by=Party.RECIPIENT, what=deed)
        full = Action(
            by=Party.RECIPIENT,
            what=deed,
            until="2026-11-27",
            amount=Money(amount="12.40", currency="EUR"),
        )
        assert action_sentence(language, bare)
        assert action_sentence(language, full)


_COLLECT = Action(
    by=Party.RECIPIENT,
    what=Deed.COLLECT,
    until="2026-11-27",
    where=Where(name="Postfiliale 512"),
)
_DUTIES = Action(
    by=Party.RECIPIENT, what=Deed.PAY_DUTIES, amount=Money(amount="12.40", currency="EUR")
)
SENTENCES = [
    (parcel(estimate=estimated(day("2026-11-26"))), "Arrives Thursday, 26 November"),
    (
        parcel(estimate=estimated(window("2026-11-26", "14:00", "16:00"))),
        "Arrives Thursday, 26 November between 14:00 and 16:00",
    ),
    (parcel(promise=promised(day("2026-11-20"))), "Your parcel is on the way"),
    (
        parcel("out_for_delivery", estimate=estimated(window("2026-11-24", "14:00", "16:00"))),
        "Out for delivery — between 14:00 and 16:00",
    ),
    (
        parcel("available_for_pickup", "pickup.counter", action=_COLLECT),
        "Waiting for you at Postfiliale 512 until Friday, 27 November",
    ),
    (
        parcel("delivered", "delivered.to_neighbour", since=AT_1142),
        "Delivered Tuesday, 24 November at 11:42 to a neighbour",
    ),
    (
        parcel(
            "delivered",
            "delivered.other",
            since=When(local="2026-11-24", certainty=Certainty.NONE),
        ),
        "Delivered Tuesday, 24 November",
    ),
    (
        parcel("exception", "customs.duties_due", action=_DUTIES),
        "Customs needs €12.40 from you",
    ),
    (parcel(flags=(Flag.SILENT,)), "We are asking where your parcel is"),
    (parcel("lost", "carrier.lost"), "The carrier cannot find your parcel"),
    (parcel("returned", "recipient.refused"), "Nordlicht has the parcel back"),
    (parcel("cancelled", "retailer.cancelled"), "This parcel will not be sent"),
    (
        parcel("delivered", "delivered.other", flags=(Flag.NUMBER_USED_BEFORE,)),
        "Your parcel has a number that was used before; news will follow",
    ),
    (
        parcel("delivered", "delivered.other", direction=Direction.RETURN),
        "Nordlicht has your return",
    ),
]


@pytest.mark.parametrize(("one", "sentence"), SENTENCES)
def test_the_first_sentence_answers_the_question(one: ParcelWords, sentence: str) -> None:
    """When it comes, where it waits, who has it, what is needed: in one sentence."""
    assert headline("en", one, NOW) == sentence


def test_german_says_days_and_money_the_german_way() -> None:
    """Dates and money follow the language, not the retailer's country."""
    arriving = parcel(estimate=estimated(day("2026-11-26")))
    taxed = parcel("exception", "customs.duties_due", action=_DUTIES)

    assert headline("de", arriving, NOW) == "Kommt am Donnerstag, 26. November"
    assert headline("de", taxed, NOW) == "Der Zoll braucht 12,40\xa0€ von dir"


def test_a_late_parcel_that_moves_is_said_to_move() -> None:
    """Late is said beside the milestone and never instead of it."""
    late = parcel(flags=(Flag.LATE,))

    assert flag_sentences("en", late) == ("It is later than promised, but it is moving.",)


def test_a_lost_parcel_says_what_the_retailer_does() -> None:
    """Nobody is sent to the carrier."""
    lost = parcel("lost", "carrier.lost")

    assert flag_sentences("en", lost) == (
        "Nordlicht will replace it or refund you; you do not have to do anything.",
    )


def test_the_line_below_says_whose_day_it_is() -> None:
    """The carrier's estimate with its age, else the retailer's promise, else that none is known."""
    both = parcel(estimate=estimated(day("2026-11-26")), promise=promised(day("2026-11-25")))
    promise_only = parcel(promise=promised(day("2026-11-25")))

    assert certainty_line("en", both, NOW) == "The carrier's estimate, updated 12 minutes ago"
    assert certainty_line("en", promise_only, NOW) == "Nordlicht's promise"
    assert certainty_line("en", parcel(), NOW) == "The day is not known yet"


def test_an_order_of_several_parcels_has_a_sentence_of_its_own() -> None:
    """How many came, and when the next one does."""
    here = parcel("delivered", "delivered.signed", since=AT_1142)
    coming = parcel(estimate=estimated(day("2026-11-27")))

    said = order_headline("en", OrderWords(state="partly_delivered", parcels=(here, coming)), NOW)

    assert said == "1 of 2 parcels delivered, the next arrives Friday, 27 November"
