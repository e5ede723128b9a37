"""Comes in by HTTP: carriers' pushes, and the tokens they fetch for them.

Plain routes, because this path is hot. What is posted is stored raw before the answer, whatever
it says: a body nobody can read is the normaliser's to park, and a carrier that is told no may
never send again. Nothing of a body or a secret is logged.
"""

import asyncio
import base64
import binascii
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from waymark_events.codec import Envelope
from waymark_events.ids import RetailerId
from waymark_events.messages.carriers import PayloadReceived

from carrier_ingest import counters
from carrier_ingest.app.admitting import Doorkeeper
from carrier_ingest.carriers.dialect import Channel, Dialect
from carrier_ingest.domain import intake
from carrier_ingest.store.pushing import Admission

MOST_BYTES: Final = 1_048_576
APPEND_WITHIN_S: Final = 10.0
RETRY_AFTER_S: Final = 5
_TOKEN_BODY: Final = 4_096
_LOG: Final = logging.getLogger(__name__)
Append = Callable[[Envelope], Awaitable[None]]
"""Returns when all in-sync replicas have the record; raises when that cannot be had."""
