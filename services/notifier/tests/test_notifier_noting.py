"""What becomes of messages is counted each time, and said where it goes wrong, not each time."""

import logging
from datetime import timedelta

import pytest
from msgspec.structs import replace
from notifier.app.noting import EVERY_S, Notes
from notifier.domain.outcomes import Next, Outcome, Refused, Taken, TryAgain, Unknown, after
from notifier.domain.rows import NO_PROVIDER, Row
from notifier.domain.triggers import Channel, State
from notifier_given import NOW
from notifier_rows import row
from prometheus_client import REGISTRY

TAKEN_UP = row(state=State.SENDING, attempts=1)
IN_DOUBT = replace(TAKEN_UP, doubtful=True)
BY_SMS = replace(TAKEN_UP, channel=Channel.SMS)


class Noting:
    """Notes with a clock to turn, and what they said."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO, logger="notifier.app.noting")
        self.now = 0.0
        self._caplog = caplog
        self._notes = Notes(lambda: self.now)

    def hand_over(self, outcome: Outcome, taken_up: Row = TAKEN_UP) -> None:
        """Note how a handing over ended."""
        self._notes.note(taken_up, after(taken_up, outcome, timedelta(seconds=15), NOW))

    def end(self, state: State, detail: str, taken_up: Row = TAKEN_UP) -> None:
        """Note an end without a handing over."""
        self._notes.note(taken_up, Next(state=state, detail=detail))

    @property
    def said(self) -> list[tuple[str, str]]:
        """Level and text of what was logged."""
        return [(one.levelname, one.getMessage()) for one in self._caplog.records]


@pytest.fixture
def noting(caplog: pytest.LogCaptureFixture) -> Noting:
    return Noting(caplog)


def counted(outcome: str, channel: Channel = Channel.EMAIL) -> float:
    labels = {"channel": channel.value, "outcome": outcome}
    return REGISTRY.get_sample_value("waymark_notifier_messages_total", labels) or 0.0


@pytest.mark.parametrize(
    ("taken_up", "outcome", "word"),
    [
        (TAKEN_UP, Taken(), "sent"),
        (TAKEN_UP, TryAgain("smtp_451"), "due"),
        (TAKEN_UP, Refused("smtp_550"), "failed"),
        (TAKEN_UP, Unknown("smtp_TimeoutError"), "doubtful"),
        (IN_DOUBT, Taken(), "sent"),
        (IN_DOUBT, TryAgain("smtp_451"), "due"),
        (IN_DOUBT, Unknown("smtp_TimeoutError"), "failed"),
        (BY_SMS, Taken(), "sent"),
    ],
)
def test_outcomes_are_counted_in_the_ledgers_words(
    noting: Noting, taken_up: Row, outcome: Outcome, word: str
) -> None:
    """By channel; a second doubt ends a row, and counts as what it became."""
    before = counted(word, taken_up.channel)

    noting.hand_over(outcome, taken_up)

    assert counted(word, taken_up.channel) == before + 1


def test_a_server_that_is_away_is_said_once_in_a_while(noting: Noting) -> None:
    """Every message counts; the log has a line, then how many more, then that it is over."""
    before = counted("due")
    for _ in range(100):
        noting.hand_over(TryAgain("smtp_535"))
    noting.now += EVERY_S
    noting.hand_over(TryAgain("smtp_535"))
    noting.hand_over(Taken())
    noting.hand_over(Taken())

    cause = "a message by email is now due: smtp_535"
    assert noting.said == [
        ("WARNING", f"{cause}; 0 like it before were not logged"),
        ("WARNING", f"{cause}; 99 like it before were not logged"),
        ("INFO", "messages by email go out again"),
    ]
    assert counted("due") == before + 101


def test_another_cause_is_said_at_once(noting: Noting) -> None:
    """A failure of one kind hides none of another, nor of the other channel."""
    noting.hand_over(TryAgain("smtp_gaierror"))
    noting.hand_over(TryAgain("smtp_SSLError"))
    noting.hand_over(TryAgain("sms_503"), BY_SMS)
    noting.hand_over(Unknown("smtp_TimeoutError"))
    noting.hand_over(Taken(), BY_SMS)

    causes = [text.partition(";")[0].rpartition(" ")[2] for _, text in noting.said]
    assert causes == ["smtp_gaierror", "smtp_SSLError", "sms_503", "smtp_TimeoutError", "again"]


def test_refusals_among_what_goes_out_are_said_once_in_a_while(noting: Noting) -> None:
    """One address in fifty is wrong: nobody reads a line of each."""
    for _ in range(50):
        noting.hand_over(Refused("smtp_550"))
        noting.hand_over(Taken())

    assert [level for level, _ in noting.said] == ["WARNING"]


def test_what_ends_by_a_rule_is_counted_and_not_said(noting: Noting) -> None:
    """Nobody has to mend that a parcel was faster than its mail; a missing provider, somebody."""
    before = counted("suppressed", Channel.SMS)

    noting.end(State.SUPPRESSED, "no_longer_true", BY_SMS)
    assert noting.said == []
    noting.end(State.SUPPRESSED, NO_PROVIDER, BY_SMS)

    assert "by sms is now suppressed: no_provider" in noting.said[0][1]
    assert counted("suppressed", Channel.SMS) == before + 2
