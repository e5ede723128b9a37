"""Logs as JSON lines: what happened to which record, never what stood in it.

Ours come by `logging` or structlog; libraries only from warnings on, since their debug lines print
headers, bodies and addresses. Exceptions are written with type and place in the code, without
their message: messages of libraries quote the bytes they choked on.
"""

import logging
import sys
import traceback
from typing import Any, Final

import structlog
from structlog.typing import EventDict, WrappedLogger

_QUIET: Final = {
    "aiokafka": logging.ERROR,
    "faststream": logging.WARNING,
    "httpx": logging.WARNING,
    "uvicorn": logging.WARNING,
    "uvicorn.access": logging.CRITICAL,
    "psycopg.pool": logging.ERROR,
}


def configure(service: str, program: str) -> None:
    """Send everything to standard output as one JSON object a line."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(service, program),
        _without_message,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_formatter(shared))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)


def _formatter(shared: list[Any]) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )


def _named(service: str, program: str) -> structlog.typing.Processor:
    def name(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event["service"], event["program"] = service, program
        return event

    return name


def _without_message(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and the frames it passed."""
    given = event.pop("exc_info", None)
    record = event.get("_record")
    if record is not None and record.exc_info:
        given, record.exc_info, record.exc_text = record.exc_info, None, None
    if not given:
        return event
    fault = sys.exc_info()[1] if given is True else given
    fault = fault[1] if isinstance(fault, tuple) else fault
    if isinstance(fault, BaseException):
        event["fault"] = type(fault).__name__
        event["frames"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(fault.__traceback__)[-8:]
        ]
    return event
