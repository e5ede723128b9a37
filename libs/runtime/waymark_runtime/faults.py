"""What can go wrong, told apart by what the machine has to do about it."""

from waymark_runtime.records import Arrived


class TransientFault(Exception):  # noqa: N818 (a fault says what to do, not that it is an error)
    """Try again: what is missing or down may come back. `reason` labels it if it never does."""

    def __init__(self, detail: str, reason: str = "transient_fault") -> None:
        super().__init__(detail)
        self.reason = reason


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


class Halted(Exception):  # noqa: N818 (the state a consumer is put in)
    """A consumer must not go on before a person has looked; the message is that sentence."""
