"""Problem details (RFC 9457): every error a caller sees says what was wrong and what is right."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from waymark_runtime.faults import Refused, TransientFault
from waymark_runtime.postgres import is_away

_LOG: Final = logging.getLogger(__name__)
RETRY_AFTER_S: Final = 5
MEDIA_TYPE: Final = "application/problem+json"


class Problem(HTTPException):
    """An answer that is an error. `code` is stable for programs, `detail` is for a person.

    An HTTPException, because frameworks pass those on and hide all others behind their own.

    `errors` lists what was wrong with single fields: `{"field": …, "detail": …}`.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.code = code
        self.errors = errors

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.status_code


def problem_document(
    status: int, code: str, detail: str, errors: Sequence[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """A problem as it is written, alone or within an answer about many things."""
    document: dict[str, Any] = {
        "type": f"urn:waymark:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return document | {"errors": list(errors)} if errors else document


def problem_response(problem: Problem) -> Response:
    """The answer of a problem."""
    document = problem_document(problem.status, problem.code, problem.detail, problem.errors)
    headers = {"Cache-Control": "no-store"} | dict(problem.headers or {})
    return JSONResponse(document, problem.status, headers, media_type=MEDIA_TYPE)


def unavailable(detail: str) -> Problem:
    """Something we need is away: try again."""
    return Problem(503, "unavailable", detail, headers={"Retry-After": str(RETRY_AFTER_S)})


def install(app: FastAPI) -> None:
    """Make every error of an application a problem."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(TransientFault, _transient)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


def of_unexpected(fault: Exception) -> Response:
    """The answer to an exception that nobody foresaw; nothing of it reaches the caller."""
    if is_away(fault):
        return problem_response(unavailable("the database is away; try again"))
    _LOG.error("a request failed", exc_info=fault)
    return problem_response(
        Problem(500, "internal", "something failed here; it is logged, try again later")
    )


async def _problem(_: Request, fault: Exception) -> Response:
    return problem_response(fault) if isinstance(fault, Problem) else of_unexpected(fault)


async def _refused(_: Request, fault: Exception) -> Response:
    code = fault.code if isinstance(fault, Refused) else "refused"
    return problem_response(Problem(409, code, str(fault)))


async def _transient(_: Request, fault: Exception) -> Response:
    del fault
    return problem_response(unavailable("a part of the system is away; try again"))


async def _http(request: Request, fault: Exception) -> Response:
    if not isinstance(fault, HTTPException):
        return of_unexpected(fault)
    code = HTTPStatus(fault.status_code).phrase.lower().replace(" ", "_")
    headers = dict(fault.headers or {})
    if fault.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request))
    return problem_response(Problem(fault.status_code, code, str(fault.detail), headers=headers))


def _methods(request: Request) -> list[str]:
    """All that this path takes: the framework names those of the first route that has it."""
    here = (one for one in request.app.routes if one.matches(request.scope)[0] != Match.NONE)
    return sorted({method for route in here for method in getattr(route, "methods", None) or ()})


async def _invalid(_: Request, fault: Exception) -> Response:
    """What was sent is not echoed: it may be personal, or a secret in the wrong field."""
    listed = fault.errors() if isinstance(fault, RequestValidationError) else []
    errors = [
        {
            "field": ".".join(str(part) for part in one["loc"]),
            "detail": str(one["msg"]).removeprefix("Value error, "),  # pydantic's, before ours
        }
        for one in listed
    ]
    return problem_response(
        Problem(422, "invalid", "the request does not fit; see errors", errors=errors)
    )
