"""Faults end, and everybody goes on until there is nothing to do."""

from typing import Final

from simulation.always import Watch
from simulation.world import INBOX, World

_MOST_EFFECTS: Final = 20_000


def come_to_rest(world: World, watch: Watch) -> None:
    """AssertionError when it never does: somebody turns in a circle, or waits for ever."""
    world.heal()
    left = _MOST_EFFECTS
    while True:
        left -= _drain(world, watch, left)
        world.keep()
        left -= _drain(world, watch, left)
        if not _wait_for_the_next_mail(world):
            return


def _drain(world: World, watch: Watch, most: int) -> int:
    """Everybody in turn, until nobody can go on; the number of effects."""
    effects = 0
    while ready := world.ready():
        for thread in ready:
            if thread.ready:
                thread.go()
                effects += 1
        watch.look()
        assert effects < most, f"it does not come to rest: {[one.name for one in ready]}"
    return effects


def _wait_for_the_next_mail(world: World) -> bool:
    """Let time pass until a row of the ledger is due; False when none ever is."""
    entries = world.databases[INBOX].table("ledger").values()
    due = [entry.next_try for entry in entries if entry.next_try is not None]
    if not due:
        return False
    world.clock.now = max(world.clock.now, min(due))
    return True
