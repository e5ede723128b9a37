"""Processes die, are told to end, freeze, and come and go (F1, F2, F3, F13, F20)."""

import time
from typing import Any, Final

import psycopg
from faults.fleet import Member
from faults.points import POINTS
from faults.stage import Stage
from waymark_events.topics import Service
from waymark_tools.stack.waiting import wait_until

Told = dict[str, Any]
_VISITED_WITHIN_S: Final = 25.0
_SUCCEEDS_WITHIN_S: Final = 40.0
_STORM_S: Final = 2.0


class NotVisited(Exception):  # noqa: N818 (says what happened, and is no error of ours)
    """Nothing came by a crash point in time."""


def kill(stage: Stage, told: Told) -> None:
    """F1: kill -9 and start again."""
    member = Member(Service(told["service"]), told["kind"])
    stage.fleet.kill(member)
    stage.fleet.start(member)


def crash(stage: Stage, told: Told) -> None:
    """F1: end exactly between two effects, and start again."""
    point = POINTS[told["point"]]
    member = Member(Service(told.get("service", point.service)), point.program)
    stage.fleet.terminate(member)
    stage.fleet.start(member, crash=f"{told['point']}:{told['times']}")
    try:
        wait_until(
            lambda: stage.fleet.ended(member),
            within_s=_VISITED_WITHIN_S,
            otherwise=lambda: f"nothing came by {told['point']} {told['times']} times",
        )
    except TimeoutError as never:
        stage.fleet.terminate(member)
        raise NotVisited(str(never)) from never
    finally:
        stage.fleet.start(member)


def stop_slowly(stage: Stage, told: Told) -> None:
    """F2: SIGTERM while what is in hand takes long, SIGKILL after ten seconds."""
    service = Service(told["service"])
    member = Member(service, "worker")
    stage.proxy(f"{service}.postgres", "delay", ms=told["ms"])
    try:
        stage.fleet.terminate(member)
    finally:
        stage.proxy(f"{service}.postgres", "pass")
        stage.fleet.start(member)


def freeze(stage: Stage, told: Told) -> None:
    """F3: SIGSTOP beyond the session's time-out, then SIGCONT."""
    member = Member(Service(told["service"]), "worker")
    stage.fleet.freeze(member)
    try:
        time.sleep(told["for_s"])
    finally:
        stage.fleet.thaw(member)


def zombie(stage: Stage, told: Told) -> None:
    """F3: frozen while another takes its partitions over; then both."""
    service = Service(told["service"])
    old, new = Member(service, "worker"), Member(service, "worker", 1)
    stage.fleet.start(new)
    try:
        stage.fleet.wait_ready(new, within_s=_SUCCEEDS_WITHIN_S)
        freeze(stage, told)
        stage.fleet.wait_ready(old, within_s=_SUCCEEDS_WITHIN_S)
    finally:
        stage.fleet.terminate(new)


def storm(stage: Stage, told: Told) -> None:
    """F13: one member, four, one again, another every two seconds."""
    members = [Member(Service(told["service"]), "worker", number) for number in (1, 2, 3)]
    for member in members:
        stage.fleet.start(member)
        time.sleep(_STORM_S)
    for member in members:
        stage.fleet.terminate(member)
        time.sleep(_STORM_S)


def two_relays(stage: Stage, told: Told) -> None:
    """F20: the leader loses its lock while it is frozen, another leads, then both send."""
    old, new = Member(Service.ORDER, "worker"), Member(Service.ORDER, "worker", 1)
    stage.fleet.start(new)
    try:
        stage.fleet.wait_ready(new, within_s=_SUCCEEDS_WITHIN_S)
        stage.fleet.freeze(old)
        with psycopg.connect(stage.postgres.admin_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name LIKE 'relay %%' AND usename LIKE 'order%%'"
            )
        time.sleep(told["for_s"])
    finally:
        stage.fleet.thaw(old)
        stage.fleet.terminate(new)
