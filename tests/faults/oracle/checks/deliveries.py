"""O8, O9, O10: mails and webhooks, as they physically arrived, against what had to be told."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Final

from faults.oracle.seen import Json, Seen

_VISIBLE: Final = {"delivered", "failed", "held"}
_AROUND_S: Final = 8.0
"""A mail that arrived so shortly before the end of a fault may have had an ambiguous outcome."""


def told(seen: Seen) -> Iterator[str]:
    """O8: every event for every endpoint, and every mail, has arrived or has a visible end."""
    endpoints = {one["id"]: one for one in seen.rows("notifier/endpoints")}
    arrived = {(one["post"], one["id"]) for one in _posts(seen) if one["mode"] in ("ok", "slow")}
    wanted: set[tuple[str, str]] = set()
    for row in seen.rows("notifier/deliveries"):
        endpoint = endpoints[row["endpoint"]]
        path = "/" + endpoint["url"].split("/", 3)[3]
        wanted.add((row["id"], row["endpoint"]))
        if row["state"] not in _VISIBLE:
            yield f"webhook {row['id']} to {path} is still {row['state']}"
        if row["state"] == "delivered" and (path, row["id"]) not in arrived:
            yield f"webhook {row['id']} to {path} is called delivered and did not arrive"
    yield from _webhooks_of_statuses(seen, endpoints, wanted)
    mails = {one["id"] for one in _mails(seen)}
    for row in seen.rows("notifier/ledger"):
        if row["channel"] == "email" and row["state"] == "sent" and not _mail(row, mails):
            yield f"mail {row['id']} is called sent and did not arrive"
        if row["state"] in ("due", "sending"):
            yield f"message {row['id']} is still {row['state']}"


def _webhooks_of_statuses(
    seen: Seen, endpoints: dict[str, Json], wanted: set[tuple[str, str]]
) -> Iterator[str]:
    for record in seen.firsts["shipment.status.v1"]:
        for name, endpoint in endpoints.items():
            is_meant = record.body.get("retailer") == endpoint["retailer"]
            if is_meant and endpoint["state"] == "enabled" and (record.id, name) not in wanted:
                yield f"no webhook was meant to say {record.id} to {endpoint['url']}"


def extra(seen: Seen) -> Iterator[str]:
    """O9: no mail came a third time, and none twice without an ambiguous outcome."""
    copies = Counter(one["id"] for one in _mails(seen))
    first = {one["id"]: one for one in reversed(_mails(seen))}
    for name, times in copies.items():
        if times > 2:
            yield f"mail {name} came {times} times"
        elif times == 2 and not _is_ambiguous(seen, first[name]):
            yield f"mail {name} came twice, the first at {first[name]['at']:.1f} without any doubt"


def _is_ambiguous(seen: Seen, mail: Json) -> bool:
    """Whether it was dropped, or arrived while or right before something went wrong."""
    if mail["mail"] == "dropped":
        return True
    return any(
        fault["at"] - _AROUND_S <= mail["at"] <= (fault["over"] or fault["at"]) + _AROUND_S
        for fault in seen.faults
    )


def apart(seen: Seen) -> Iterator[str]:
    """O10: what is posted to a retailer, and stands on its topic, is its own."""
    for post in _posts(seen):
        if post["post"] == "/sms":
            continue
        owner = post["post"].split("/")[1]
        about = json.loads(post["body"]).get("data", {})
        named = about.get("retailer") or about.get("order", {}).get("retailer", owner)
        if named != owner:
            yield f"{owner} was told {post['id']} of {named}"
    for topic in seen.topics():
        if topic.startswith("retailer.") and topic != "retailer.v1":
            owner = topic.split(".")[1]
            for record in seen.topic(topic):
                body = record.body
                named = body.get("retailer") or body.get("order", {}).get("retailer", owner)
                if named != owner:
                    yield f"{topic} says {record.id} of {named}"


def _posts(seen: Seen) -> list[Json]:
    return [one for one in seen.notes("received") if "post" in one]


def _mails(seen: Seen) -> list[Json]:
    return [one for one in seen.notes("received") if one.get("mail") in ("taken", "dropped")]


def _mail(row: Json, mails: set[str]) -> bool:
    return any(name.startswith(f"<{row['id']}@") for name in mails)
