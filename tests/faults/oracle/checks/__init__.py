"""The checks O1 to O14: each yields a sentence for every promise that it finds broken."""

from collections.abc import Callable, Iterator
from typing import Final

from faults.oracle.checks import alive, deliveries, folds, intake, logs, orders, readers
from faults.oracle.seen import Seen

Check = Callable[[Seen], Iterator[str]]

CHECKS: Final[dict[str, tuple[str, Check]]] = {
    "O1": ("what was acknowledged is there, everywhere", intake.acknowledged_is_stored),
    "O2": ("nothing is there that nobody meant", intake.stored_was_meant),
    "O3": ("versions run from 1 without holes, none twice", orders.versions),
    "O4": ("a topic without its repeats is the store's order", orders.order),
    "O5": ("each row is the fold of its stream", folds.rows),
    "O6": ("a projection built anew is the live one", folds.anew),
    "O7": ("who listened heard all, and nothing backwards", readers.listeners),
    "O8": ("whoever wanted to know was told, or it is visible why not", deliveries.told),
    "O9": ("nobody is told more often than outcomes were ambiguous", deliveries.extra),
    "O10": ("nobody is told of another retailer", deliveries.apart),
    "O11": ("the dead letters are the poison, with cause and bytes", logs.dead_letters),
    "O12": ("after the last fault all settles in time", alive.times),
    "O13": ("positions only grow, and stay within the log", alive.positions),
    "O14": ("no unhandled error, and no person in logs or topics", logs.lines),
}
