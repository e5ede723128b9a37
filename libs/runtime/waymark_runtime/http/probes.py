"""`/live`, `/ready` and `/metrics`: for whoever runs us, not for callers."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from waymark_runtime import metrics
from waymark_runtime.health import Health


def probes(health: Health) -> list[Route]:
    """The routes. 503 carries what is missing, by the name of its check; `/ready` also carries
    remarks, which change no status.
    """

    async def live(_: Request) -> Response:
        return _answer(await health.live())

    async def ready(_: Request) -> Response:
        return _answer(await health.ready(), await health.remarks())

    async def measured(_: Request) -> Response:
        return Response(metrics.exposition(), media_type=metrics.CONTENT_TYPE)

    return [Route("/live", live), Route("/ready", ready), Route("/metrics", measured)]


def _answer(troubles: dict[str, str], remarks: dict[str, str] | None = None) -> Response:
    status = 503 if troubles else 200
    said = {"ok": not troubles, "troubles": troubles}
    if remarks:
        said["remarks"] = remarks
    return JSONResponse(said, status, {"Cache-Control": "no-store"})
