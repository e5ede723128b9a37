"""What a message says to whom: one language, one link, the words of the page."""

import pytest
from notifier.app.letters import Letter, Links, letter
from notifier.domain.judging import Known, Send, judge
from notifier.domain.rows import Inputs, Row
from notifier.domain.triggers import OF_ORDERS, Channel, Trigger
from notifier.outbox.sms import short
from notifier_given import LINK, NOW, ORDER, order, parcel, status
from notifier_rows import contact, known, order_row, retailer, row
from waymark_events.links import token
from waymark_events.values import Content, Money
from waymark_words import LANGUAGES, trigger_name

KEY = bytes(range(16))
LINKS = Links("https://track.example", {"k1": KEY})
ADDRESS = f"https://track.example/t/{token(KEY, ORDER, LINK.recipient_id, 'buyer', 1)}"


def written(given: Row, read: Known) -> Letter:
    """The letter of a row that may go out."""
    verdict = judge(given, read, NOW)
    assert isinstance(verdict, Send)
    return letter(verdict, LINKS, NOW)


def test_a_letter_has_the_link_of_the_person_it_goes_to() -> None:
    """The page opens with the token that the order's grant says."""
    assert written(row(), known()).link == ADDRESS


@pytest.mark.parametrize(
    ("person", "shop", "language"),
    [("de", "en", "de"), ("en-GB", "de", "en"), (None, "de", "de"), ("fr", "de", "de")],
)
def test_a_letter_speaks_the_persons_language(person: str | None, shop: str, language: str) -> None:
    """The person's own, else the retailer's."""
    read = known(contact=contact(language=person), retailer=retailer(default_language=shop))

    assert written(row(), read).language == language


def test_a_letter_speaks_one_language() -> None:
    """Every part of it is of that language: the German one differs from the English in each."""
    shop = retailer(support_email="help@shop.example")
    english = written(row(), known(retailer=shop))
    german = written(row(), known(contact=contact(language="de"), retailer=shop))

    for part in ("sentence", "greeting", "contents_title", "button", "footer", "help"):
        assert getattr(english, part) != getattr(german, part)


def test_a_letter_says_what_the_parcel_brings() -> None:
    """The pieces of this parcel, not those of the whole order."""
    first = parcel(1, contents=(Content(line_no=1, quantity=2), Content(line_no=9, quantity=1)))
    both = order(parcels=(first, parcel(2)))

    assert written(row(Trigger.SHIPPED), known("in_transit", order=both)).contents == ("2 × Lamp",)


def test_a_letter_greets_whoever_has_a_name() -> None:
    """Without a name it greets nobody in particular."""
    named = written(row(), known())
    plain = written(row(), known(contact=contact(name=None)))

    assert "Anna" in named.greeting
    assert "None" not in plain.greeting


@pytest.mark.parametrize("trigger", list(Trigger))
def test_every_trigger_can_be_written(trigger: Trigger) -> None:
    """No message fails for want of words: an order's says all without a parcel."""
    inputs = Inputs(amount=Money(amount="12.40", currency="EUR"))
    about = None if trigger in OF_ORDERS else status("in_transit")
    send = Send(row(trigger, inputs=inputs), order(), contact(), retailer(), LINK, about)

    assert letter(send, LINKS, NOW).sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trigger", list(Trigger))
def test_every_trigger_has_a_name_on_the_page(trigger: Trigger, language: str) -> None:
    """The page lists what was told."""
    assert trigger_name(language, trigger)


def test_a_letter_about_an_order_needs_no_parcel() -> None:
    """It is confirmed before anything is booked."""
    assert "SO-1" in written(order_row(Trigger.CONFIRMED), known()).footer


def test_an_sms_is_the_sentence_and_the_link() -> None:
    """Who writes, what happened, where to look; the name is left out where it costs a segment."""
    said = written(row(channel=Channel.SMS), known())
    wordy = written(row(channel=Channel.SMS), known(retailer=retailer(name="N" * 100)))

    assert short(said).text == f"Nordlicht: {said.sentence} {ADDRESS}"
    assert short(wordy).text == f"{wordy.sentence} {ADDRESS}"


def test_a_link_is_made_only_with_a_key_that_is_known() -> None:
    """A key that was not given here makes no link; the message waits for it."""
    assert LINKS.knows(LINK)
    assert not Links("https://track.example", {"k2": KEY}).knows(LINK)
