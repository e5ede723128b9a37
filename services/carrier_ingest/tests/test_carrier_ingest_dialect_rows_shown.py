"""Rows of our own formats: what may be shown of them, what proves a delivery, what is expected."""

import pytest
from carrier_ingest.carriers.heard import Basis, Estimate
from dialect_rows import NUMBER, heard, heard_csv, refused, said
from waymark_events.values import Place


def test_a_place_is_as_much_of_it_as_was_written() -> None:
    """City, region and country; a postcode helps to find the zone and is not kept."""
    found = said(city="Miami", region="FL", postcode="33101", country="USA")

    assert found.place == Place(city="Miami", region="FL", country="US")
    assert "33101" not in repr(found.place)
    assert said().place is None


def test_a_country_that_is_none_is_left_out_and_told() -> None:
    """The rest of the row is taken."""
    found = heard({"country": "Narnia", "city": "Cair"})

    assert found.statements[0].place == Place(city="Cair")
    assert found.warnings == ("line 1: the country 'Narnia' is not known",)


@pytest.mark.parametrize(
    ("fields", "means"),
    [
        ({"signed_by": "A. Beispiel"}, ("signature",)),
        ({"pod_url": "https://pod.example/?key=1"}, ("document",)),
        ({"signed_by": "A", "pod_reference": "P-1"}, ("signature", "document")),
        ({"code": "delivered:delivered.signed"}, ("signature",)),
    ],
)
def test_a_delivery_is_proved_by_what_was_given(
    fields: dict[str, str], means: tuple[str, ...]
) -> None:
    """A name or a link is in the note; a scan that is no delivery proves nothing."""
    found = heard({"code": "delivered"} | fields)

    (proof,) = found.proofs
    assert proof.means == means
    assert bool(found.notes) == any(field in fields for field in ("signed_by", "pod_url"))
    assert heard({"code": "accepted", "signed_by": "A"}).proofs == ()


def test_what_is_personal_is_in_the_note_and_nowhere_else() -> None:
    """Neither in the stream nor in a line that was refused."""
    secret = {"signed_by": "A. Beispiel", "pod_url": "https://pod.example/k", "pod_reference": "P9"}

    (note,) = heard({"code": "delivered"} | secret).notes

    assert (note.receiver, note.free_text) == ("A. Beispiel", "P9 https://pod.example/k")
    assert refused(signed_by="B" * 5_000).value == ""


def test_an_announcement_without_a_time_is_told() -> None:
    """It has no place on a timeline; what it expects is heard."""
    found = heard({"code": "announced", "occurred_at": "", "estimated_delivery": "2026-03-12"})

    assert (found.statements, found.refused) == ((), ())
    assert found.warnings == ("line 1: announced without a time is not shown",)
    assert len(found.estimates) == 1


@pytest.mark.parametrize(
    ("fields", "span"),
    [
        ({"estimated_delivery": "2026-03-12"}, ("2026-03-12", "2026-03-12", "day")),
        (
            {"estimated_delivery": "2026-03-12T13:00Z", "window_end": "16:30"},
            ("2026-03-12T14:00", "2026-03-12T16:30", "window"),
        ),
        (
            {"estimated_delivery": "2026-03-12 14:00", "window_end": "2026-03-13 10:00"},
            ("2026-03-12T14:00", "2026-03-13T10:00", "window"),
        ),
        (
            {"estimated_delivery": "2026-03-12", "window_end": "12:00"},
            ("2026-03-12T00:00", "2026-03-12T12:00", "window"),
        ),
        (
            {"estimated_delivery": "2026-03-12 17:00"},
            ("2026-03-12T00:00", "2026-03-12T17:00", "window"),
        ),
        (
            {"estimated_delivery": "2026-03-12 17:00", "window_end": "16:00"},
            ("2026-03-12", "2026-03-12", "day"),
        ),
    ],
)
def test_what_is_expected_is_a_day_or_a_window(
    fields: dict[str, str], span: tuple[str, str, str]
) -> None:
    """On the clocks of the account's zone; an hour alone means "by then"."""
    (estimate,) = heard(fields).estimates

    assert estimate.span is not None
    assert (estimate.span.from_, estimate.span.to, estimate.span.precision) == span
    assert estimate.span.zone == "Europe/Berlin"


def test_none_takes_back_what_was_expected() -> None:
    """An estimate without a day."""
    assert heard({"estimated_delivery": "None"}).estimates == (
        Estimate(carrier="x_regiokurier", number=NUMBER, basis=Basis.NONE),
    )


def test_a_day_that_cannot_be_read_does_not_cost_the_scan() -> None:
    """It is told; the scan stands."""
    found = heard({"estimated_delivery": "tomorrow"})

    assert len(found.statements) == 1
    assert found.warnings[0].startswith("line 1: estimated_delivery is not taken: a time is")


def test_a_formula_is_a_text_like_others() -> None:
    """It is kept as it stands; whoever writes a file for people has to see to it."""
    text = "tracking_number,code,occurred_at,text\nRK1,accepted,2026-03-10,=1+1\n"

    assert heard_csv(text).statements[0].text == "=1+1"


def test_a_link_is_kept_whole() -> None:
    """A part of it would lead elsewhere; one that is longer than a field may be is refused."""
    link = "https://pod.example/?key=" + "k" * 4_000

    (note,) = heard({"code": "delivered", "pod_url": link, "pod_reference": "P9"}).notes
    assert note.free_text == f"P9 {link}"
    assert refused(code="delivered", pod_url=link + "k" * 100).field == "pod_url"
