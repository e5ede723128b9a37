"""Whatever may happen, in any order: a machine that draws it, and looks after every effect."""

from contextlib import ExitStack
from random import Random
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from simulation import at_rest, facts, settling
from simulation.always import Watch
from simulation.counting import COUNTS
from simulation.environment import in_memory
from simulation.mailing import FATES
from simulation.world import GROUPS, MEMBERS, RELAYS, World

PARCELS: Final = st.integers(0, 2 * facts.PARTITIONS - 1)
Drawn = tuple[int, int, int]
FACTS: Final = st.lists(
    st.tuples(PARCELS, st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=8
)
MOMENTS: Final = st.sampled_from(
    (
        *("any", "lock", "close", "commit", "committed", "publish", "acknowledge"),
        *("forget rows", "deliver", "delivered", "after LogSource.pending", "LogSource.published"),
        *("close", "commit"),  # a transaction that is open is where two owners meet
    )
)
_MOST_TO_A_MOMENT: Final = 20
PARTITION: Final = st.integers(0, facts.PARTITIONS - 1)
SEED: Final = st.integers(0, 2**16)
SECONDS: Final = st.sampled_from([1.0, 20.0, 70.0])


class Simulation(RuleBasedStateMachine):
    """One interleaving of processes that die, lie still, and are cut off."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._stack.enter_context(in_memory())
        self.world = World()
        self.watch = Watch(self.world)

    @initialize(booked=st.sets(PARCELS), scans=FACTS)
    def a_shop_has_sent_parcels(self, booked: set[int], scans: list[Drawn]) -> None:
        """Some are booked before they are seen, and some are seen before."""
        for parcel in sorted(booked):
            self.world.orders.append(facts.booking(parcel))
        self.facts_are_committed(scans)

    @rule(drawn=FACTS)
    def facts_are_committed(self, drawn: list[Drawn]) -> None:
        """In time, late, or the same once more."""
        for one in drawn:
            self.world.orders.append(facts.fact(*one))

    @rule(parcel=PARCELS, kind=st.integers(0, len(facts.GARBAGE)))
    def a_stranger_writes_what_cannot_be_read(self, parcel: int, kind: int) -> None:
        self.world.broker.append(facts.garbage(parcel, kind))
        self.watch.look()

    @rule(choice=st.integers(0, 99), effects=st.integers(1, 20))
    def somebody_goes_on(self, choice: int, effects: int) -> None:
        """One process, some effects forward."""
        names = self.world.at_work()
        if names:
            self._go_on(names[choice % len(names)], effects)

    @rule(seed=SEED, effects=st.integers(10, 60))
    def everybody_goes_on(self, seed: int, effects: int) -> None:
        """Effect by effect, another one each time: drawn from a seed, which is quicker."""
        chance = Random(seed)
        for _ in range(effects):
            threads = self.world.ready()
            if not threads:
                return
            chance.choice(threads).go()
            self.watch.look()

    @rule(choice=st.integers(0, 99), moment=MOMENTS)
    def a_process_dies(self, choice: int, moment: str) -> None:
        """Before the next effect of this kind, or wherever it is."""
        names = self.world.at_work()
        if names:
            name = names[choice % len(names)]
            self._go_on_to(moment, name)
            self.world.crash(name)
            COUNTS["crashes"] += 1

    @rule(choice=st.integers(0, 99))
    def an_effect_fails_or_its_answer_is_lost(self, choice: int) -> None:
        threads = [one for one in self.world.threads if self.world.can_fail(one)]
        if threads:
            self.world.fail(threads[choice % len(threads)])
            self.watch.look()
            COUNTS["lost answers"] += 1

    @rule(
        group=st.sampled_from(GROUPS),
        partition=PARTITION,
        to=st.integers(0, MEMBERS - 1),
        heard=st.booleans(),
        moment=MOMENTS,
        effects=st.integers(0, 12),
    )
    def a_partition_moves(
        self, *, group: str, partition: int, to: int, heard: bool, moment: str, effects: int
    ) -> None:
        """While its owner has something in hand; it hears of it, or goes on as a zombie."""
        self._go_on_to(moment, self.world.owning(group, partition))
        move = self.world.hand_over if heard else self.world.take_over
        move(group, partition, to)
        self._go_on(self.world.owning(group, partition), effects)
        COUNTS["takeovers"] += 1

    @rule(group=st.sampled_from(GROUPS), partition=PARTITION, drawn=FACTS, seed=SEED)
    def a_partition_goes_and_comes_back(
        self, group: str, partition: int, drawn: list[Drawn], seed: int
    ) -> None:
        """What its first owner remembers of it is not true any more."""
        owner = self.world.owner[group, partition]
        for to in ((owner + 2) % MEMBERS, owner):
            self.world.hand_over(group, partition, to)
            self.facts_are_committed(drawn)
            self.everybody_goes_on(seed, 60)
            COUNTS["takeovers"] += 1

    @rule(relay=st.sampled_from(RELAYS))
    def a_second_leader_starts(self, relay: str) -> None:
        self.world.second_leader(relay)
        COUNTS["second leaders"] += 1

    @rule()
    def what_a_dead_process_sent_arrives(self) -> None:
        self.world.arrive()
        self.watch.look()

    @rule()
    def transactions_that_lie_still_are_ended(self) -> None:
        self.world.expire()

    @rule()
    def housekeeping_is_due(self) -> None:
        self.world.keep()

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: float) -> None:
        self.world.clock.tick(seconds)

    @rule(fate=st.sampled_from(sorted(FATES)))
    def a_mail_server_has_its_way(self, fate: str) -> None:
        """The next mail ends like this."""
        self.world.boxes.fate = fate

    def _go_on(self, name: str, effects: int) -> None:
        for _ in range(effects):
            threads = [one for one in self.world.processes[name].threads if one.ready]
            if not threads:
                return
            threads[0].go()
            self.watch.look()

    def _go_on_to(self, moment: str, name: str) -> None:
        for _ in range(_MOST_TO_A_MOMENT):
            if any(one.at and one.at.label == moment for one in self.world.processes[name].threads):
                return
            self._go_on(name, 1)

    def teardown(self) -> None:
        """Faults end, everything comes to rest, and nothing is missing."""
        try:
            settling.come_to_rest(self.world, self.watch)
            at_rest.check(self.world, self.watch)
            COUNTS["interleavings"] += 1
        finally:
            self.world.end()
            self._stack.close()
