"""Builds that are broken on purpose: the oracle has to find each of them wrong.

What holds a promise mostly stands before something else that holds it too. Where a break alone
changes nothing that anybody could see, the second line is taken away with it, and `also` says
which that was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from faults import broken_code as code
from faults.seams import put


@dataclass(frozen=True)
class Break:
    """What is wrong, in which program, what brings it to light, which checks may find it.

    `puts` stands in the place of a function, by its name.
    """

    what: str
    program: str
    provoked_by: Sequence[tuple[str, dict[str, Any]]]
    found_by: frozenset[str]
    puts: Mapping[str, Callable[..., Any]]
    also: str = ""

    def make(self) -> None:
        """Break this process."""
        for path, replacement in self.puts.items():
            put(path, replacement)


_CUT: Final = "waymark_runtime.positions:cut"
_HOSTING: Final = "waymark_runtime.consumer.hosting:Consumption"
_STREAM: Final = "projection.app.streams:Stream"
_NO_DEDUPLICATION: Final[Mapping[str, Callable[..., Any]]] = {
    f"{_STREAM}._knows": code.knows_nothing,
    "projection.app.recall:Recall.has": code.knows_nothing,
}
_OFFSETS: Final = {"service": "projection", "group": "projector", "topic": "shipment.events.v1"}
_BACK: Final = ("relay_back", {"by": 10_000})
_BACKENDS: Final = ("postgres_backends", {"times": 4})
_STOPPED: Final = ("postgres_stop", {"how": "immediate"})
_CUT_OFF: Final = ("postgres_cut", {"door": "projection.postgres", "mode": "refuse", "for_s": 3.0})

BREAKS: Final[Mapping[str, Break]] = {
    "default_ack_policy": Break(
        "a batch that failed counts as read",
        "projection-worker",
        [_STOPPED, _STOPPED],
        frozenset({"O4", "O5", "O6"}),
        {f"{_HOSTING}._read_again": code.read_on, _CUT: code.accept_gaps},
        also="the position rule, which refuses the gap that this leaves",
    ),
    "deduplication_off": Break(
        "a fact that comes twice is taken twice",
        "projection-worker",
        [_BACK],
        frozenset({"O4", "O5", "O6"}),
        _NO_DEDUPLICATION,
    ),
    "seek_without_pause": Break(
        "records are read before the stored position is known",
        "projection-worker",
        [("offsets_to_zero", _OFFSETS)],
        # told twice; or its position set back, where the tables refuse what they already hold
        frozenset({"O4", "O5", "O6", "O13"}),
        {
            "waymark_runtime.consumer.opening:Opener.on_partitions_assigned": code.assign_unpaused,
            _CUT: code.accept_all,
            **_NO_DEDUPLICATION,
        },
        also="the position rule, and deduplication behind it",
    ),
    "accept_when_next_grows": Break(
        "a batch is taken whole when it ends above the stored position",
        "projection-worker",
        [_CUT_OFF, _BACKENDS, _CUT_OFF],
        frozenset({"O4", "O5", "O6"}),
        {_CUT: code.accept_growth, f"{_HOSTING}._read_again": code.read_on},
        also="that a batch which failed is read again",
    ),
    "own_batch_only": Break(
        "only one's own batch is published after a commit",
        "projection-worker",
        [("crash", {"point": "outbox.before_send", "times": 3, "service": "projection"})],
        frozenset({"O7", "O12"}),
        {
            "waymark_runtime.consumer.holding:owed": code.owed_by_this_batch,
            "waymark_runtime.consumer.sending:Sender.send": code.send_own,
        },
    ),
    "database_functions": Break(
        "writers of the order log do not take turns, as the library's functions in SQL do not",
        "order-web",
        [],  # a writer that commits late is enough
        frozenset({"O1", "O4", "O12"}),
        {
            "order.store.recorder:OrderRecorder._lock_table": code.take_no_turn,
            "order.store.recorder:OrderRecorder._insert_stored_events": code.linger,
        },
    ),
    "publish_before_commit": Break(
        "a mail leaves before it is committed that it is on its way",
        "notifier-worker",
        [],  # it ends by itself, outside any fault that would make an outcome ambiguous
        frozenset({"O9"}),
        {
            "notifier.app.sending:Sender._take_up": code.deliver_at_once,
            "notifier.app.sending:Sender._deliver": code.delivered_before,
        },
    ),
    "parking_outside": Break(
        "a record is parked outside the transaction, and the position stays",
        "projection-worker",
        [("poison", {"topic": "shipment.events.v1"})],
        frozenset({"O11", "O12"}),
        {"waymark_runtime.consumer.work:Work.park": code.park_outside},
    ),
}
