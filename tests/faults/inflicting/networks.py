"""One service is cut off from one thing it needs, or reaches it slowly; receivers turn hostile."""

import time
from typing import Any

from faults.stage import Stage

Told = dict[str, Any]


def cut(stage: Stage, told: Told) -> None:
    """F7: nothing passes, everything is reset, or only one way is open."""
    _for_a_while(stage, told["door"], told["mode"], told["for_s"])


def slow(stage: Stage, told: Told) -> None:
    """F8: 100 ms ± 50 each way, 3 Mbit/s, or stalls of a second."""
    door, mode = told["door"], told["mode"]
    if mode == "stalls":
        for _ in range(told["times"]):
            _for_a_while(stage, door, "stall", 1.0)
            time.sleep(0.5)
        return
    more = {"ms": 100, "jitter_ms": 50} if mode == "delay" else {"bytes_s": 375_000}
    _for_a_while(stage, door, mode, told["for_s"], **more)


def locked_out(stage: Stage, told: Told) -> None:
    """F19: the broker wants a password of one service, which has none; then it does no more."""
    door = told["door"]
    _for_a_while(stage, door, "mislead", told["for_s"], to=stage.places.kafka_locked)
    stage.proxy(door, "cut")  # whoever still waits behind the locked door


def receivers(stage: Stage, told: Told) -> None:
    """F14, F15: webhooks, the SMS provider or the mail server are hostile for a while."""
    stage.receiver(told["who"], told["mode"])
    try:
        time.sleep(told["for_s"])
    finally:
        stage.receiver(told["who"], "ok")


def _for_a_while(stage: Stage, door: str, mode: str, for_s: float, **more: object) -> None:
    stage.proxy(door, mode, **more)
    try:
        time.sleep(for_s)
    finally:
        stage.proxy(door, "pass")
