"""What a path takes is told to whoever asks it for something else."""

import asyncio

import httpx
from fastapi import FastAPI
from waymark_runtime.http import problems


async def asked(app: FastAPI, method: str, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        return await client.request(method, path)


def test_all_methods_of_a_path_are_allowed() -> None:
    """Each has a route of its own; the answer names them all, and no other path's."""
    app = FastAPI()
    problems.install(app)
    for method, path in (("GET", "/a/{b}"), ("DELETE", "/a/{b}"), ("PUT", "/c")):
        app.add_api_route(path, lambda: None, methods=[method])

    answer = asyncio.run(asked(app, "POST", "/a/1"))

    assert (answer.status_code, answer.headers["Allow"]) == (405, "DELETE, GET")
    assert answer.json()["code"] == "method_not_allowed"
