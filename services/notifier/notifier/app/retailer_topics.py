"""What a retailer hears on a topic of its own: the very records of our own topics."""

from collections.abc import Sequence

from psycopg import Connection
from waymark_events.topics import EVENTS, of_retailer
from waymark_runtime.directory import those_with_topics
from waymark_runtime.outgoing import outgoing

from notifier.app.retailer_events import Kept
from notifier.store import topic_queue


def put_on_topics(connection: Connection, new: Sequence[Kept]) -> None:
    """Queue the records of retailers that have topics, in the transaction that keeps them.

    Which have is asked in it too, as far as the directory was read: a memory of seconds would lose
    the answer to a command that was sent as soon as the topics were there.
    """
    heard = those_with_topics(connection, {one.event.retailer for one in new})
    messages = [
        (one.event.retailer, outgoing(of_retailer(EVENTS, one.event.retailer).name, one.record))
        for one in new
        if one.event.retailer in heard
    ]
    if messages:
        topic_queue.enqueue(connection, messages)
