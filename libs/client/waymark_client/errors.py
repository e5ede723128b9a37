"""What can go wrong, told by kind; every error has the problem's own words (RFC 9457)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec import Struct

_MOST_SHOWN: Final = 200


class WrongField(Struct, frozen=True, kw_only=True):
    """What was wrong with one field, and what would be right.

    `field` is its path. Where it helps there are a value that would do, the carrier and the format
    of a number, or the line, column and value of a file.
    """

    detail: str = ""
    field: str | None = None
    value: str | None = None
    carrier: str | None = None
    format: str | None = None
    line: str | None = None
    column: str | None = None


class WaymarkError(Exception):
    """Something was refused or failed. `status` is None when there was no answer.

    `code` is stable, for programs; `detail` is a sentence for people; `errors` names the fields
    that were wrong.
    """

    def __init__(
        self,
        detail: str,
        *,
        status: int | None = None,
        code: str = "",
        errors: tuple[WrongField, ...] = (),
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status
        self.code = code
        self.errors = errors
        self.retry_after_s = retry_after_s

    def __str__(self) -> str:
        """The sentence, the code and each wrong field."""
        named = " ".join(str(part) for part in (self.status, self.code) if part)
        fields = "".join(f"; {one.field}: {one.detail}" for one in self.errors)
        return f"{self.detail}{fields}" + (f" ({named})" if named else "")


class RefusedError(WaymarkError):
    """4xx: what was asked cannot be done as it was asked; the same again ends the same."""


class InvalidError(RefusedError):
    """422: the request does not fit; `errors` says which field, and what would be right."""


class UnauthorizedError(RefusedError):
    """401: no valid key."""


class ForbiddenError(RefusedError):
    """403: the key lacks a scope; `detail` names it."""


class NotFoundError(RefusedError):
    """404: there is none, or it is another retailer's, which is answered the same."""


class ConflictError(RefusedError):
    """409: the order, as it is now, does not allow it; `code` says why."""


class VersionChangedError(RefusedError):
    """412: the order is no longer at `if_version`; read it again and decide again."""


class TooManyRequestsError(WaymarkError):
    """429, also after all tries: wait for `retry_after_s`."""


class UnavailableError(WaymarkError):
    """5xx, also after all tries: whether it was done is known by asking again with the same key."""


class UnreachableError(WaymarkError):
    """No answer after all tries; `__cause__` is the last fault of the connection."""


class UnreadableError(WaymarkError):
    """An answer, or an event, that this version of the client cannot read."""


class SignatureError(WaymarkError):
    """A webhook that is not ours, not for these secrets, or too old."""


_KINDS: Final[Mapping[int, type[WaymarkError]]] = MappingProxyType(
    {
        401: UnauthorizedError,
        403: ForbiddenError,
        404: NotFoundError,
        409: ConflictError,
        412: VersionChangedError,
        422: InvalidError,
        429: TooManyRequestsError,
    }
)


class _Problem(Struct):
    """A problem as it is sent; a proxy's may have less."""

    detail: str = ""
    title: str = ""
    code: str = ""
    errors: tuple[WrongField, ...] = ()


_PROBLEM: Final = msgspec.json.Decoder(_Problem)


def error_of(status: int, body: bytes, retry_after_s: float | None = None) -> WaymarkError:
    """The error of an answer that is none of 2xx, whatever its body is."""
    try:
        told = _PROBLEM.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        told = _Problem(detail=body[:_MOST_SHOWN].decode(errors="replace").strip())
    kind = _KINDS.get(status, UnavailableError if status >= 500 else RefusedError)
    return kind(
        told.detail or told.title or f"answered with {status}",
        status=status,
        code=told.code,
        errors=told.errors,
        retry_after_s=retry_after_s,
    )
