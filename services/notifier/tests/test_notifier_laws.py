"""Laws of planning over made-up histories: once means once, whatever is read how often."""

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from notifier.domain.rows import Row
from notifier.domain.triggers import MOST_DELAYS, Channel, State, Trigger
from notifier_given import NOW, NUMBER, OTHER_NUMBER, Ledger, estimated, rebooked_as, status
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.vocabulary import Flag, Milestone

ENDS = st.sampled_from(
    [(State.SENT, None), (State.SUPPRESSED, "no_longer_true"), (State.FAILED, "smtp_550"), None]
)


@st.composite
def statuses(draw: st.DrawFn) -> ShipmentStatusChanged:
    """Anything a number may say of itself, in no order a carrier would keep."""
    number = draw(st.sampled_from([NUMBER, OTHER_NUMBER]))
    hours = draw(st.integers(0, 60))
    day = draw(st.sampled_from([None, *(f"2026-03-{day}" for day in range(10, 18))]))
    gave_way = number == NUMBER and draw(st.booleans())
    known_at = NOW + timedelta(hours=draw(st.integers(0, 60)))
    return status(
        draw(st.sampled_from(list(Milestone))),
        hours,
        number=number,
        cause=draw(st.sampled_from(["scan", "correction"])),
        journey=f"{number}-{draw(st.integers(1, 2))}",
        attempts=draw(st.integers(0, 3)),
        known_at=known_at,
        estimate=estimated(day) if day else None,
        flags=draw(st.sampled_from([(), (Flag.LATE,)])),
        links=(rebooked_as(),) if gave_way else (),
    )


HISTORIES = st.lists(st.tuples(statuses(), ENDS), max_size=14)
History = list[tuple[ShipmentStatusChanged, tuple[State, str | None] | None]]


def played(history: History, *, repeats: int = 1) -> Ledger:
    """Read each status so many times in a row, then let what is open end as drawn."""
    ledger = Ledger(sms=True, first_day="2026-03-11")
    for message, end in history:
        ledger.after(*[message] * repeats)
        if end is not None:
            ledger.ended(*end)
    return ledger


@given(HISTORIES)
def test_a_repeated_status_adds_no_row(history: History) -> None:
    """A status read three times plans what it plans read once: the same rows under the same ids."""
    once, thrice = played(history), played(history, repeats=3)

    assert [row.id for row in thrice.rows] == [row.id for row in once.rows]


@given(HISTORIES)
def test_planning_the_newest_status_again_adds_no_row(history: History) -> None:
    """Reading a status again after what it told went out changes nothing."""
    ledger = Ledger(sms=True).told(*(message for message, _ in history))
    before = list(ledger.rows)

    if history:
        ledger.after(history[-1][0])

    assert ledger.rows == before


@given(HISTORIES)
def test_no_message_is_there_twice(history: History) -> None:
    """One row for each journey, trigger, occasion, person and channel."""
    rows = played(history).rows
    named = Counter((r.what.subject_key, r.what.trigger, r.what.occasion, r.channel) for r in rows)

    assert len({row.id for row in rows}) == len(rows)
    assert not [name for name, count in named.items() if count > 1]


def base(row: Row) -> str:
    """The occasion without its number; a correction's names the one message it is about."""
    occasion = row.what.occasion
    return occasion if row.what.trigger == Trigger.CORRECTION else occasion.partition("+")[0]


@given(HISTORIES)
def test_an_occasion_is_told_again_only_after_it_was_void(history: History) -> None:
    """Between two messages about one occasion, the first was taken back or never went out."""
    rows = played(history).rows
    taken = {row.what.inputs.taken_back for row in rows if row.is_told}
    void = {row.id for row in rows if row.is_dead} | taken
    told = [row for row in rows if row.id not in void]
    named = Counter((r.what.subject_key, r.what.trigger, base(r), r.channel) for r in told)

    assert not [name for name, count in named.items() if count > 1]


@given(HISTORIES)
def test_a_parcel_is_called_shipped_once(history: History) -> None:
    """Whatever numbers it travels under."""
    says = [line for line in played(history).says() if line.startswith("shipped")]

    assert len(says) <= 1


@given(HISTORIES)
def test_at_most_three_delays_of_a_journey_are_told(history: History) -> None:
    """However often the carrier names another day."""
    delays = [row for row in played(history).rows if row.what.trigger == Trigger.DELAYED]
    counts = Counter(row.what.subject_key for row in delays if not row.is_dead)

    assert all(count <= MOST_DELAYS for count in counts.values())


@given(HISTORIES)
def test_only_what_was_told_is_taken_back_and_only_once(history: History) -> None:
    """Every correction names a message that a person has or may have; no two name the same."""
    rows = played(history).rows
    backs = [row for row in rows if row.what.trigger == Trigger.CORRECTION and row.is_told]
    wrong = {row.id: row for row in rows}
    named = [row.what.inputs.taken_back for row in backs]

    assert len(set(named)) == len(named)
    assert all(wrong[name or ""].is_told for name in named)


@given(HISTORIES)
def test_a_mail_stands_beside_every_sms(history: History) -> None:
    """An SMS is never the only word; what one channel was told does not mute the other."""
    rows = played([(message, None) for message, _ in history]).rows
    mails = {(r.what.trigger, r.what.subject_key) for r in rows if r.channel == Channel.EMAIL}
    texts = {(r.what.trigger, r.what.subject_key) for r in rows if r.channel == Channel.SMS}

    assert texts <= mails


@given(HISTORIES, st.datetimes())
def test_an_id_depends_on_what_is_told_alone(history: History, then: object) -> None:
    """Not on when it was planned, nor on how it fared: a replay finds the same rows."""
    for row in played(history).rows:
        other = replace(row, attempts=7, state=State.SENT, planned_at=then, detail="other")

        assert other.id == row.id
