"""How an order says no."""


class Refused(Exception):  # noqa: N818 (a refusal is an answer, not an error)
    """The order may not do this. `code` is stable; the message says what would be right."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
