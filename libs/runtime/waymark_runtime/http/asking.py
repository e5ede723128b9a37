"""What every reading route asks alike: its parameters, and the cursors of its lists."""

import base64
import binascii
from collections.abc import Collection
from typing import Final

from starlette.requests import Request

from waymark_runtime.http.problems import Problem

_LONGEST: Final = 18
"""Digits of a number that a list is in order of; a longer one is none of ours."""


def wrong(field: str, detail: str) -> Problem:
    """Problem 422 about one parameter."""
    errors = [{"field": field, "detail": detail}]
    return Problem(422, "invalid", f"{field} {detail}", errors=errors)


def allow_only_parameters(request: Request, known: Collection[str]) -> None:
    """Problem 422 for a parameter that nobody heeds: a misspelt filter would show everything."""
    for name in request.query_params:
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise wrong(name, f"is no parameter here; known are: {listed}")
        if len(request.query_params.getlist(name)) > 1:
            raise wrong(name, "is given twice; give it once")


def cursor(following: int) -> str:
    """Where the next page of a list begins, as callers see it."""
    return base64.urlsafe_b64encode(str(following).encode()).decode()


def place_of(text: str) -> int:
    """Where the page before ended; Problem 422 for what is no cursor of ours."""
    try:
        number = base64.urlsafe_b64decode(text.encode()).decode()
    except (binascii.Error, UnicodeError, ValueError):
        number = ""
    if not number.isdecimal() or not number.isascii() or len(number) > _LONGEST:
        raise wrong("cursor", "must be `next` of the page before, as it was given")
    return int(number)
