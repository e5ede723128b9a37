"""A piece of DHL in detail: which piece, which events, what each carries, and when it is due."""

import pytest
from carrier_ingest.carriers.heard import Outcome
from dialect_dhl_payloads import NUMBER, answer, event, only, polled, told
from waymark_events.values import Place
from waymark_events.vocabulary import Kind

LOADED = ("SRTED", "NRQRD", "PO")
TAKEN = ("DLVRD", "NGHBR", "ZU")


def pieces(*codes: str) -> str:
    """An answer with a loaded piece for each code, all found by one number."""
    listed = "".join(
        f'<data name="piece-shipment" searched-piece-code="{NUMBER}" piece-code="{code}"'
        f' error-status="0">{event(*LOADED)}</data>'
        for code in codes
    )
    return f'<data name="piece-shipment-list" code="0">{listed}</data>'


def test_of_several_pieces_the_one_that_bears_the_number_is_taken() -> None:
    """A short number may match others, before it and behind it."""
    heard = polled(pieces("00340434900000000034", NUMBER, "00340434900000000041"), NUMBER)

    assert [one.outcome for one in heard.answers] == [Outcome.NEWS]
    assert told(heard) == [("event", "out_for_delivery", "progress.update")]


def test_of_two_pieces_that_bear_the_number_none_is_taken() -> None:
    """Nobody can say which is meant."""
    heard = polled(pieces(NUMBER, NUMBER), NUMBER)

    assert [one.outcome for one in heard.answers] == [Outcome.REFUSED]
    assert heard.statements == ()


def test_events_without_a_time_are_counted_and_those_behind_them_are_read() -> None:
    """Damage to one costs no other."""
    unread = event(*LOADED, event_timestamp="soon")

    heard = polled(answer(unread, unread, event(*LOADED)), NUMBER)

    assert len(heard.statements) == 1
    assert heard.problems == (f"2 events of {NUMBER} have no readable time",)
    assert polled(answer(event(*LOADED)), NUMBER).problems == ()


def test_what_makes_a_scan_this_one_is_permanent() -> None:
    """Day, hour if printed, codes, and the place among those that are equal in all of that."""
    by_day = event(*LOADED, event_timestamp="13.03.2025")
    thrice = polled(answer(event(*LOADED), event(*LOADED), event(*LOADED)), NUMBER).statements

    begins = ("dhl_parcel_de", "dhl_parcel_de", NUMBER, "2025-03-13")
    assert [said.scan_key for said in thrice] == [
        (*begins, "10:00:00", *LOADED, str(place)) for place in range(3)
    ]
    assert only(by_day).scan_key == (*begins, "", *LOADED, "0")


def test_a_scan_carries_what_dhl_printed_and_no_more() -> None:
    """A place may lack its country; without a phrase there is no language."""
    plain = only(event(*LOADED, event_location="Zwickau", event_country="", event_short_status=""))

    assert plain.place == Place(name="Zwickau")
    assert (plain.carrier, plain.text, plain.text_language) == ("dhl_parcel_de", None, None)
    assert plain.withdraws_codes == ()


def test_seconds_count_where_they_are_printed() -> None:
    """Not every event has them."""
    assert only(event(*LOADED, event_timestamp="13.03.2025 10:00:30")).when.local.endswith(":30")


@pytest.mark.parametrize(
    ("own", "pieces_word", "goes_back"),
    [
        ("true", "false", True),
        ("1", "false", True),
        ("false", "true", False),
        ("0", "true", False),
        ("FALSE", "true", False),
        ("", "true", True),
        ("", "1", True),
        ("", "0", False),
        ("", "", False),
    ],
)
def test_the_last_event_goes_back_by_its_own_word_or_the_pieces(
    own: str, pieces_word: str, *, goes_back: bool
) -> None:
    """The piece's counts where the event leaves it open."""
    said = only(event(*LOADED, ruecksendung=own), ruecksendung=pieces_word)

    assert said.milestone == ("returning" if goes_back else "out_for_delivery")
    assert said.kind == Kind.EVENT


def test_a_parcel_that_is_handed_over_on_its_way_back_has_returned() -> None:
    """It is the sender who took it."""
    said = only(event(*TAKEN, ruecksendung="true"))

    assert (said.kind, said.milestone) == (Kind.EVENT, "returned")


def test_who_took_it_stands_beside_the_last_delivery_alone() -> None:
    """The recipient where nobody says otherwise; the texts stand beside their own scans."""
    heard = polled(
        answer(event(*LOADED, event_status="Loaded"), event(*TAKEN), recipient_name="ROSSI"),
        NUMBER,
    )

    loaded, taken = heard.notes
    assert (loaded.free_text, loaded.receiver, loaded.neighbour) == ("Loaded", None, None)
    assert (taken.free_text, taken.receiver, taken.neighbour) == (None, "ROSSI", None)
    assert [(note.carrier, note.number, note.scan_id) for note in heard.notes] == [
        ("dhl_parcel_de", NUMBER, said.scan_id) for said in heard.statements
    ]


def test_an_event_that_says_nothing_private_has_no_note() -> None:
    """Nothing is kept of nothing."""
    assert polled(answer(event(*LOADED)), NUMBER).notes == ()


def due(**fields: str) -> tuple[str, str] | None:
    """The span that is forecast for a piece seen on 13 March 2025."""
    found = polled(answer(event(*LOADED), dest_country="CH", **fields), NUMBER).estimates
    if not found:
        return None
    (one,) = found
    assert (one.carrier, one.number) == ("dhl_parcel_de", NUMBER)
    assert one.span is not None
    return one.span.from_, one.span.to


@pytest.mark.parametrize(
    ("day", "is_believed"),
    [
        ("12.03.2025", False),
        ("13.03.2025", True),
        ("14.03.2026", True),
        ("15.03.2026", False),
    ],
)
def test_a_forecast_is_believed_from_the_first_event_on_for_a_year(
    day: str, *, is_believed: bool
) -> None:
    """Both ends belong to it."""
    assert (due(delivery_date=day) is not None) == is_believed


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        ("09:30", "", ("2025-03-14", "2025-03-14")),
        ("", "12:00", ("2025-03-14", "2025-03-14")),
        ("12:00", "09:30", ("2025-03-14", "2025-03-14")),
        ("12:00", "12:00", ("2025-03-14T12:00", "2025-03-14T12:00")),
    ],
)
def test_hours_of_a_forecast_count_when_they_are_two_in_order(
    start: str, end: str, span: tuple[str, str]
) -> None:
    """Otherwise the day is all that is known."""
    hours = {"delivery_timeframe_from": start, "delivery_timeframe_to": end}

    assert due(delivery_date="14.03.2025", **hours) == span


def test_a_scan_at_the_end_of_the_calendar_raises_nothing() -> None:
    """A mistyped year costs no more than itself, also beside a forecast."""
    last = event("AA", "", "AA", event_timestamp="31.12.9999 10:00")

    heard = polled(answer(last, delivery_date="31.12.9999", dest_country="DE"), NUMBER)

    assert len(heard.statements) == 1
