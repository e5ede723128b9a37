"""`/v1/webhooks/endpoints/{endpoint}/replay`: events sent again, here or elsewhere."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from waymark_runtime.http.denying import answering

from notifier.api import answers
from notifier.api.bodies import ReplayBody
from notifier.api.desk import AskedBy, endpoint_of, replay_of
from notifier.api.shapes import FoundAnswer, ReplayAnswer
from notifier.app.webhooks.replaying import Again

router = APIRouter(prefix="/v1/webhooks/endpoints/{endpoint}", tags=["replays"])


@router.post(
    "/replay",
    status_code=202,
    response_model=ReplayAnswer,
    responses={200: {"model": FoundAnswer, "description": "With `dry_run`: what would be sent"}},
)
def replay(asked: AskedBy, endpoint: str, body: ReplayBody) -> Response:
    """Send events again: one, a range, or all since an instant. With `dry_run` nothing is sent."""
    given: dict[str, Any] = {"types": body.types, "url": body.url, "event_id": body.event_id}
    begins = body.from_ if body.from_ is not None else body.since
    if begins is not None:
        given |= {"from_at": begins, "until_at": body.until}
    with answering():
        again, name = Again(**given), endpoint_of(endpoint)
        if body.dry_run:
            return answers.found(asked.desk.replays.find(asked.call, name, again))
        begun = answers.replay(*asked.desk.replays.begin(asked.call, name, again))
    where = f"/v1/webhooks/endpoints/{endpoint}/replays/{begun.id}"
    return JSONResponse(begun.model_dump(mode="json"), 202, {"Location": where})


@router.get("/replays/{replay}")
def get(asked: AskedBy, endpoint: str, replay: str) -> ReplayAnswer:
    """Show how far a replay has come. What came of each event stands in the log of tries."""
    with answering():
        name = endpoint_of(endpoint)
        return answers.replay(*asked.desk.replays.get(asked.call, name, replay_of(replay)))
