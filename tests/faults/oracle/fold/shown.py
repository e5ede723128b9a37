"""What the public status shows of a journey: promise, estimate, bookings, links (section 8)."""

from collections.abc import Iterable, Sequence
from typing import Any

from faults.oracle.fold.facts import ESTIMATED, LINKED, PROMISED, Body, Fact
from faults.oracle.fold.items import Item
from faults.oracle.fold.tables import tables
from faults.oracle.fold.times import read, utc

Json = dict[str, Any]


def only(body: Body, *members: str) -> Json:
    """Copy these members; absent ones and nulls stay absent."""
    return {name: body[name] for name in members if body.get(name) is not None}


def promise(belonging: Iterable[Fact]) -> Json | None:
    """The promise in force."""
    said = [fact for fact in belonging if fact.kind == PROMISED]
    if not said:
        return None
    last = max(said, key=lambda fact: (read(fact.body["observed_at"]), fact.ce_id))
    due = utc(last.body["due"])
    return {"promise_id": last.ce_id, "span": _span(last.body["span"]), "due": due}


def estimate(belonging: Iterable[Fact]) -> Json | None:
    """The carrier's last estimate."""
    said = [fact.body | {"id": fact.ce_id} for fact in belonging if fact.kind == ESTIMATED]
    if not said:
        return None
    last = max(said, key=lambda b: (read(b["observed_at"]), b["mapping_version"], b["id"]))
    shown = {"basis": last["basis"], "observed_at": utc(last["observed_at"])}
    return shown | ({"span": _span(last["span"])} if last.get("span") else {})


def since(when: Body | None) -> Json | None:
    """The time of what set the milestone, its instant in UTC."""
    if when is None:
        return None
    shown = only(when, "local", "certainty", "instant", "zone")
    return shown | ({"instant": utc(shown["instant"])} if "instant" in shown else {})


def bookings(items: Sequence[Item]) -> list[Body]:
    """The newest booking of each parcel, in the total order, the newest ones of many."""
    newest = {item.face.body["parcel_id"]: item for item in items if item.kind == "booked"}
    kept = sorted(newest.values(), key=lambda item: item.order)[-tables().most_kept :]
    return [item.face.body for item in kept]


def booking_ref(booked: Body) -> Json:
    """A booking as the status carries it."""
    members = ("order_id", "order_reference", "parcel_id", "recipients", "direction", "way")
    account = booked.get("carrier_account")
    return only(booked, *members) | ({} if account is None else {"account": account})


def links(belonging: Iterable[Fact]) -> list[Json]:
    """The legs that this one is joined with, equal ones once."""
    said = sorted(
        (fact for fact in belonging if fact.kind == LINKED),
        key=lambda fact: (read(fact.body["at"]), fact.ce_id),
    )
    found: list[Json] = []
    for link in (_link_ref(fact.body) for fact in said):
        if link not in found:
            found.append(link)
    return found[-tables().most_kept :]


def _link_ref(body: Body) -> Json:
    here = (body["carrier"], body["number"])
    outgoing = here == (body["origin"]["carrier"], body["origin"]["number"])
    other = body["successor"] if outgoing else body["origin"]
    leg = only(other, "shipment_id", "carrier", "number")
    return {"leg": leg, "kind": body["kind"], "outgoing": outgoing}


def _span(body: Body) -> Json:
    return only(body, "from", "to", "precision", "zone")
