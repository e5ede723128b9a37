"""What each route answers, heeds and leads to, as its description says it."""

from typing import Any, Final

from waymark_runtime.http.describing import problems
from waymark_runtime.http.pace import DESCRIBED

_ALWAYS: Final = frozenset({401, 403, 422, 429, 503})
_IDS: Final = {
    "endpoint": {"type": "string", "pattern": "^whk_[0-9a-f]{32}$"},
    "replay": {"type": "string", "pattern": "^rpl_[0-9a-f]{32}$"},
    "message": {"type": "string", "pattern": "^msg_[0-9a-f]{32}$"},
}
_OF_ANY_NAME: Final = frozenset({"/v1/webhooks/events/{event}/attempts"})
"""Answered with an empty list where there is none of that name."""
_KEY: Final = {
    "description": "Does a POST once: repeated within seven days, it is answered as then.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
_LOCATION: Final = {
    "Location": {"description": "Where the replay is read.", "schema": {"type": "string"}}
}
_MADE_BY: Final = {
    "/v1/webhooks/endpoints": {"endpoint": "$response.body#/id"},
    "/v1/webhooks/endpoints/{endpoint}/replay": {
        "endpoint": "$response.body#/endpoint",
        "replay": "$response.body#/id",
    },
}
"""Where the ids that routes take stand in the answers that make them."""
_MADE: Final = frozenset({"201", "202"})


def responses(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """What it answers when all is well, and each problem that it may answer."""
    good = {name: one for name, one in operation["responses"].items() if name.startswith("2")}
    for status, answer in good.items():
        answer["headers"] = {**DESCRIBED, **(_LOCATION if status == "202" else {})}
    statuses = set(_ALWAYS)
    statuses |= {404} if "{" in path and path not in _OF_ANY_NAME else set()
    statuses |= {409} if method == "post" else set()
    statuses |= {400, 413} if "requestBody" in operation else set()
    return good | problems(statuses)


def parameters(method: str, listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the route heeds, with what it may be."""
    found = [one for one in listed if one["name"] != "idempotency-key" or method == "post"]
    for one in found:
        if one["name"] == "idempotency-key":
            one.update(_KEY)
        elif one["name"] in _IDS:
            one["schema"] = _IDS[one["name"]]
    return found


def link(paths: dict[str, Any]) -> None:
    """Say of every answer with a new id which routes take it, and where it stands."""
    operations = [
        (path, operation) for path, methods in paths.items() for operation in methods.values()
    ]
    for made_by, found in _MADE_BY.items():
        links = {
            operation["operationId"]: {
                "operationId": operation["operationId"],
                "parameters": {name: found[name] for name in _ids_in(path)},
            }
            for path, operation in operations
            if _ids_in(path) and set(_ids_in(path)) <= set(found)
        }
        for status, answer in paths.get(made_by, {}).get("post", {}).get("responses", {}).items():
            if status in _MADE:
                answer["links"] = links


def _ids_in(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]
