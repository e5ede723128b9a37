"""What can go wrong, told apart by what the machine has to do about it."""

from collections.abc import Mapping, Sequence

from waymark_runtime.records import Arrived


class TransientFault(Exception):  # noqa: N818 (a fault says what to do, not that it is an error)
    """Try again: what is missing or down may come back. `reason` labels it if it never does."""

    def __init__(self, detail: str, reason: str = "transient_fault") -> None:
        super().__init__(detail)
        self.reason = reason


class Outdated(Exception):  # noqa: N818 (the state a build is in)
    """A newer build has been here: this one reads again and again, and parks nothing, until it is
    replaced.
    """


class PoisonRecord(Exception):  # noqa: N818 (names the record, which is what a reader looks for)
    """This record can never work: park it, apply the others. `detail` says what would be right."""

    def __init__(self, record: Arrived, reason: str, detail: str) -> None:
        super().__init__(f"{record.topic}[{record.partition}]@{record.offset}: {detail}")
        self.record = record
        self.reason = reason
        self.detail = detail


class Refused(Exception):  # noqa: N818 (an answer to a command, never logged as an error)
    """A command said no. `code` is stable for programs, the message says what would be right."""

    def __init__(self, detail: str, code: str = "refused") -> None:
        super().__init__(detail)
        self.code = code


class Denied(Exception):  # noqa: N818 (an answer to a caller, never logged as an error)
    """A call that is answered with a problem. `code` is stable for programs.

    `errors` names fields, what was wrong with each and what would be right.
    """

    def __init__(
        self, status: int, code: str, detail: str, errors: Sequence[Mapping[str, str]] = ()
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors


class Halted(Exception):  # noqa: N818 (the state a consumer is put in)
    """A consumer must not go on before a person has looked; the message is that sentence."""
