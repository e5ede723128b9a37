"""How handing over a message ended, and what becomes of its row."""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from notifier.domain.pace import try_again
from notifier.domain.rows import KEPT, Row
from notifier.domain.triggers import State

DOUBTFUL: Final = "doubtful"


class Taken(Struct, frozen=True):
    """The provider has it."""


class TryAgain(Struct, frozen=True):
    """Certainly not taken, for now. `detail` names the cause without an address."""

    detail: str


class Refused(Struct, frozen=True):
    """It will never be taken."""

    detail: str


class Unknown(Struct, frozen=True):
    """It was given away and nothing came back: it may have been taken."""

    detail: str


Outcome = Taken | TryAgain | Refused | Unknown


class Next(Struct, frozen=True, kw_only=True):
    """Where a row goes. `next_try` is None at an end."""

    state: State
    next_try: datetime | None = None
    detail: str | None = None
    doubtful: bool = False


def after(row: Row, outcome: Outcome, first: timedelta, now: datetime) -> Next:
    """An ambiguous outcome allows one more sending, with the same Message-ID, and no second."""
    again = try_again(row.attempts, first, now)
    match outcome:
        case Taken():
            return Next(state=State.SENT, doubtful=row.doubtful)
        case TryAgain(detail):
            return Next(state=State.DUE, next_try=again, detail=detail, doubtful=row.doubtful)
        case Refused(detail):
            return Next(state=State.FAILED, detail=detail, doubtful=row.doubtful)
        case Unknown(detail) if not row.doubtful:
            return Next(state=State.DUE, next_try=again, detail=detail, doubtful=True)
    return Next(state=State.FAILED, detail="unknown_outcome", doubtful=True)


def word(row: Row, to: Next) -> str:
    """What became of a row, in the ledger's words; of one still due, whether it is in doubt now.

    What was kept instead of sent is called so: nobody has it.
    """
    if to.detail == KEPT:
        return KEPT
    is_new_doubt = to.doubtful and not row.doubtful
    return DOUBTFUL if to.state == State.DUE and is_new_doubt else to.state.value
