"""Every route of a description, asked by whoever may not: a new route is probed by itself.

What a route needs is taken from the description: ids by the prefix of their pattern, or the name of
their parameter, bodies by their example. A route that cannot be asked so fails here, until its
description says how.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

WRONG: Final = ("none", "wm_live_" + "A" * 43)
_A_MINUTE: Final = 10
_STREAM: Final = "text/event-stream"


@dataclass(frozen=True)
class Probe:
    """A request of a route. `by_id`: its path names something, and 404 says that there is none.

    `endless`: its answer goes on.
    """

    method: str
    pattern: str
    path: str
    body: bytes | None
    media_type: str
    by_id: bool
    endless: bool


def probes(description: Mapping[str, Any], ids: Mapping[str, str]) -> Iterator[Probe]:
    """A request for every route; `ids` by prefix. KeyError for an id of another kind."""
    for pattern, methods in description["paths"].items():
        for method, operation in methods.items():
            named = _named(operation, ids)
            media_type, body = _body(operation)
            yield Probe(
                method=method.upper(),
                pattern=pattern,
                path=pattern.format(**named),
                body=body,
                media_type=media_type,
                by_id="404" in operation["responses"],
                endless=_STREAM in json.dumps(operation["responses"]),
            )


def asked(client: httpx.Client, key: str, probe: Probe) -> httpx.Response:
    """The answer to whoever has this key."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": probe.media_type}
    return client.request(probe.method, probe.path, content=probe.body, headers=headers)


def sees_nothing(
    client: httpx.Client,
    stranger: str,
    description: Mapping[str, Any],
    theirs: Mapping[str, str],
    none: Mapping[str, str],
) -> None:
    """Another retailer's ids are answered like those of nobody, and stand in no other answer.

    A name that is answered with an empty list where there is none is such another answer.
    """
    for probe, unknown in zip(probes(description, theirs), probes(description, none), strict=True):
        if probe.endless:
            continue
        answer = asked(client, stranger, probe)
        if probe.by_id:
            assert answer.status_code == 404, (probe.pattern, answer.text)
            like = asked(client, stranger, unknown)
            assert _said(answer, theirs) == _said(like, none), probe.pattern
        else:
            assert answer.is_success, (probe.pattern, answer.text)
            asked_for = [name for name in theirs.values() if name in probe.path]
            for name in set(theirs.values()) - set(asked_for):
                assert name not in answer.text, probe.pattern


def is_shut(
    client: httpx.Client, description: Mapping[str, Any], ids: Mapping[str, str], scopeless: str
) -> None:
    """No key and a wrong one are answered alike; one without the scope is told which it lacks."""
    refused = set()
    for number, probe in enumerate(probes(description, ids)):
        with _from_elsewhere(client, number // _A_MINUTE) as elsewhere:
            answer = asked(elsewhere, WRONG[number % 2], probe)
        refused.add((answer.status_code, answer.content))
        assert answer.headers["www-authenticate"] == "Bearer", probe.pattern
        lacking = asked(client, scopeless, probe)
        assert (lacking.status_code, lacking.json()["code"]) == (403, "forbidden"), probe.pattern
    assert {status for status, _ in refused} == {401}
    assert len(refused) == 1


def _from_elsewhere(client: httpx.Client, place: int) -> httpx.Client:
    """A caller at another address: bad keys are counted by address, and only some are answered."""
    transport = httpx.HTTPTransport(local_address=f"127.0.0.{place + 2}")
    return httpx.Client(base_url=client.base_url, timeout=client.timeout, transport=transport)


def _said(answer: httpx.Response, ids: Mapping[str, str]) -> tuple[int, str, str]:
    text = answer.text
    for name in ids.values():
        text = text.replace(name, "…")
    return answer.status_code, answer.headers["content-type"], text


def _named(operation: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, str]:
    placed = (one for one in operation.get("parameters", []) if one["in"] == "path")
    return {one["name"]: _value(one, ids) for one in placed}


def _value(parameter: Mapping[str, Any], ids: Mapping[str, str]) -> str:
    schema = parameter["schema"]
    if schema["type"] == "integer":
        return "1"
    prefix, _, rest = schema["pattern"].removeprefix("^").partition("_")
    return ids[prefix if rest else parameter["name"]]


def _body(operation: Mapping[str, Any]) -> tuple[str, bytes | None]:
    if "requestBody" not in operation:
        return "application/json", None
    media_type, content = next(iter(operation["requestBody"]["content"].items()))
    example = content["example"]
    text = example if isinstance(example, str) else json.dumps(example)
    return media_type, text.encode()
