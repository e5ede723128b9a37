"""What retailers ask on topics of their own: whose it is, the topic's name says alone.

Whatever lies there, a record with an id is answered; one without is parked.
"""

import hmac
from collections.abc import Callable
from datetime import datetime

from waymark_events.ids import RetailerId
from waymark_events.messages.retailers import RetailerSet
from waymark_runtime.consumer import BatchHandler, Work
from waymark_runtime.faults import TransientFault

from order.app.calls import Call
from order.app.intake import Asked, Intake
from order.inbox.reading import Command, NoCommand, read
from order.requests.asking import Asking


class CommandInbox:
    """The handlers of retailers' groups. `retailer` gives a retailer's settings as they are now."""

    def __init__(
        self,
        intake: Intake,
        retailer: Callable[[str], RetailerSet | None],
        clock: Callable[[], datetime],
        *,
        link_kid: str,
        request_key: bytes,
    ) -> None:
        self._intake = intake
        self._retailer = retailer
        self._clock = clock
        self._link_kid = link_kid
        self._request_key = request_key

    def of(self, retailer: str) -> BatchHandler:
        """The handler of one retailer's group."""

        def on_commands(work: Work) -> None:
            self._take(work, self._asking(RetailerId(retailer)))

        return on_commands

    def _take(self, work: Work, asking: Asking) -> None:
        asked: list[Asked] = []
        for record in work.records:
            work.go_on()
            found = read(asking, record)
            if isinstance(found, NoCommand):
                work.park(record, found.reason, found.detail)
            else:
                asked.append(self._asked(found))
        if asked:
            self._intake.take(work.connection, asking.call, asked)

    def _asked(self, command: Command) -> Asked:
        return Asked(
            wish=command.wished.wish,
            explain=command.explain,
            about=command.about,
            request=hmac.digest(self._request_key, command.content, "sha256"),
            name=command.name,
            people=command.wished.people,
        )

    def _asking(self, retailer: RetailerId) -> Asking:
        """Who asks; TransientFault once the retailer has no topics: its group is about to leave."""
        setting = self._retailer(retailer)
        if setting is None or not setting.topics:
            raise TransientFault(f"retailer {retailer!r} has no topics now", "no_topics")
        call = Call(retailer=retailer, now=self._clock())
        return Asking(call=call, retailer=setting, link_kid=self._link_kid)
