"""`/v1/webhooks/endpoints`: where a retailer is posted to, with which secret, and how that goes."""

import asyncio
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from waymark_runtime.http.denying import answering

from notifier.api import answers
from notifier.api.bodies import ChangeBody, EndpointBody, RotateBody
from notifier.api.desk import LIMIT, AskedBy, Cursor, Limit, endpoint_of, place_of
from notifier.api.shapes import (
    AttemptAnswer,
    AttemptsAnswer,
    EndpointAnswer,
    EndpointsAnswer,
    EventsAnswer,
)
from notifier.app.webhooks.endpoints import Wanted
from notifier.app.webhooks.trying import Trial
from notifier.store.webhooks.attempts import Attempt
from notifier.store.webhooks.reading import Left

router = APIRouter(prefix="/v1/webhooks/endpoints", tags=["endpoints"])
_LAST = 1 << 62
_NOT_KEPT = {"Cache-Control": "no-store"}


@router.post("", status_code=201)
def create(asked: AskedBy, body: EndpointBody, response: Response) -> EndpointAnswer:
    """Add an endpoint. The answer shows its secret, this once."""
    response.headers.update(_NOT_KEPT)
    wanted = Wanted(url=body.url, types=body.types, description=body.description)
    with answering():
        return answers.endpoint(asked.desk.endpoints.create(asked.call, wanted))


@router.get("")
def listed(asked: AskedBy) -> EndpointsAnswer:
    """List all endpoints, the oldest first."""
    shown = asked.desk.endpoints.all_of(asked.retailer)
    return EndpointsAnswer(items=[answers.endpoint(one) for one in shown])


@router.get("/{endpoint}")
def get(asked: AskedBy, endpoint: str) -> EndpointAnswer:
    """Show an endpoint and how it is doing."""
    with answering():
        return answers.endpoint(asked.desk.endpoints.get(asked.call, endpoint_of(endpoint)))


@router.patch("/{endpoint}")
def change(asked: AskedBy, endpoint: str, body: ChangeBody) -> EndpointAnswer:
    """Change, disable or enable an endpoint. What is not given stays as it is."""
    wanted = Wanted(url=body.url, types=body.types, description=body.description, state=body.state)
    with answering():
        return answers.endpoint(
            asked.desk.endpoints.change(asked.call, endpoint_of(endpoint), wanted)
        )


@router.delete("/{endpoint}", status_code=204)
def delete(asked: AskedBy, endpoint: str) -> None:
    """Delete an endpoint, what was to be sent to it, and its log."""
    with answering():
        asked.desk.endpoints.delete(asked.call, endpoint_of(endpoint))


@router.post("/{endpoint}/rotate-secret")
def rotate(
    asked: AskedBy, endpoint: str, response: Response, body: RotateBody | None = None
) -> EndpointAnswer:
    """Give an endpoint a new secret. The ones before sign too until the overlap ends."""
    response.headers.update(_NOT_KEPT)
    overlap = timedelta(hours=(body or RotateBody()).overlap_hours)
    with answering():
        return answers.endpoint(
            asked.desk.endpoints.rotate(asked.call, endpoint_of(endpoint), overlap)
        )


@router.post("/{endpoint}/test")
async def test(asked: AskedBy, endpoint: str) -> AttemptAnswer:
    """Send a test event of type `webhook.test.v1` now. The answer says what came of it."""
    desk = asked.desk
    with answering():
        name = endpoint_of(endpoint)
        desk.tests.take(asked.retailer)
        begun = await asyncio.to_thread(desk.trying.begin, asked.call, name)
        if isinstance(begun, Attempt):
            return answers.attempt(begun)
        return answers.attempt(await _tried(asked, begun))


@router.get("/{endpoint}/attempts")
def attempts(
    asked: AskedBy, endpoint: str, after: Cursor = None, limit: Limit = LIMIT
) -> AttemptsAnswer:
    """List the tries of an endpoint, the newest first. They are kept for 30 days."""
    before = place_of(after, _LAST)
    with answering():
        page = asked.desk.events.attempts_of(asked.retailer, endpoint_of(endpoint), before, limit)
        return answers.attempts(page, limit)


@router.get("/{endpoint}/missed", response_model=EventsAnswer)
def missed(
    asked: AskedBy,
    endpoint: str,
    state: Annotated[
        Literal["held", "failed"], Query(description="Held while disabled, or failed for good")
    ] = "failed",
    after: Cursor = None,
    limit: Limit = LIMIT,
) -> Response:
    """List the events that an endpoint has not. A replay sends them again."""
    place = place_of(after, 0)
    with answering():
        what = Left(retailer=asked.retailer, endpoint=endpoint_of(endpoint), state=state)
        return answers.events(asked.desk.events.left(what, place, limit), place)


async def _tried(asked: AskedBy, trial: Trial) -> Attempt:
    answer = await asked.desk.poster.post(trial.posting)
    return await asyncio.to_thread(asked.desk.trying.end, asked.call, trial, answer)
